/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-lexicon-words.h"

/*
 * Only what is really measured has words here. Objects ('dog', 'car', 'people'), actions and names are left out on
 * purpose: they are reported as unknown. English plurals, -ing, -ed, -er, -est, -ly, -ish and -ness are found by the
 * lexicon itself; each phrase is written out.
 */
const ReelLexiconEntry reel_lexicon_entries[] = {
  /* Colours. */
  { "red|scarlet|crimson|ruby|vermilion|紅|紅色|红|红色|赤|赤い|赤色|大紅|鮮紅|鲜红|真っ赤", "red 1" },
  { "maroon|burgundy|dark red|暗紅|暗红|酒紅|酒红", "red 0.8, dark 0.4, brown 0.3" },
  { "orange|amber|tangerine|橙|橙色|橘色|橘黃|橘黄|橘紅|橘红|オレンジ|オレンジ色|だいだい色", "orange 1" },
  { "yellow|lemon yellow|黃|黃色|黄|黄色|黄色い|イエロー", "yellow 1" },
  { "golden|gold|金色|金黃|金黄|ゴールド", "yellow 0.7, orange 0.6, warm 0.4" },
  { "green|emerald|lime green|olive|綠|綠色|绿|绿色|翠綠|翠绿|緑|緑色|グリーン", "green 1" },
  { "cyan|turquoise|teal|aqua|aquamarine|青綠|青绿|青綠色|青绿色|藍綠|蓝绿|湖水綠|シアン|青緑|水色", "cyan 1" },
  { "blue|azure|navy|cobalt|ultramarine|indigo|藍|藍色|蓝|蓝色|深藍|深蓝|青い|青色|青|ブルー", "blue 1" },
  { "purple|violet|lavender|mauve|lilac|紫|紫色|紫い|パープル|すみれ色", "purple 1" },
  { "pink|magenta|rosy|fuchsia|粉紅|粉紅色|粉红|粉红色|粉色|桃紅|桃红|ピンク|ピンク色|桃色", "pink 1" },
  { "brown|tan|chestnut|chocolate brown|sepia|棕|棕色|褐色|咖啡色|茶色|茶色い|ブラウン", "brown 1" },
  { "beige|cream|creamy|ivory|米色|米白|ベージュ|クリーム色", "white 0.6, brown 0.4, warm 0.3" },
  { "black|黑|黑色|漆黑|黒|黒い|黒色|真っ黒|ブラック", "black 1" },
  { "white|白|白色|雪白|白い|真っ白|ホワイト", "white 1" },
  { "grey|gray|silver|silvery|灰|灰色|銀色|银色|グレー|ねずみ色", "grey 1" },

  /* Light and tone. */
  { "dark|dim|gloomy|murky|shadowy|low key|unlit|poorly lit|暗|昏暗|陰暗|阴暗|黑暗|暗い|薄暗い|真っ暗|暗闇",
    "dark 1, bright -0.4" },
  { "shadow|shade|陰影|阴影|影子|影|影の中", "dark 0.6, high_contrast 0.4" },
  { "bright|light|lit|well lit|high key|luminous|sunny|sunlit|sunshine|daylight|daytime|sunlight|glare|glaring|"
    "overexposed|明亮|光亮|亮|陽光|阳光|晴天|白天|白晝|白昼|明るい|日光|日差し|昼間|まぶしい",
    "bright 1, dark -0.4" },
  { "high contrast|contrast|contrasty|harsh light|hard light|高對比|高对比|高反差|強烈對比|强烈对比|高コントラスト|コントラスト",
    "high_contrast 1" },
  { "low contrast|flat light|even light|soft light|diffuse|hazy|haze|fog|foggy|mist|misty|washed out|低對比|低对比|低反差|柔光|霧|雾|"
    "大霧|大雾|有霧|有雾|低コントラスト|やわらかい光|柔らかい光|霧の中|もや",
    "low_contrast 1" },
  { "colorful|colourful|vivid|vibrant|saturated|multicolored|multicoloured|psychedelic|rainbow|鮮豔|鲜艳|鮮艷|彩色|色彩豐富|色彩丰富|"
    "繽紛|缤纷|七彩|カラフル|鮮やか|色鮮やか",
    "colourful 1" },
  { "muted|pale|desaturated|faded|dull|washed|pastel|drab|low saturation|淡色|淡雅|低飽和|低饱和|灰暗|くすんだ|淡い|色あせた|地味",
    "muted 1" },
  { "black and white|monochrome|greyscale|grayscale|b w|bw|without color|without colour|no color|no colour|黑白|單色|单色|モノクロ|"
    "白黒",
    "black_and_white 1, colourful -0.5" },
  { "warm|warm light|warm color|warm colour|warm tone|candlelight|candlelit|暖色|暖色調|暖色调|暖光|溫暖|温暖|暖かい|暖色系|暖かい色",
    "warm 1, cold -0.4" },
  { "cold|cool|cold light|cold color|cold colour|cool color|cool colour|cold tone|cool tone|bluish|icy|冷色|冷色調|冷色调|冷光|寒冷|"
    "寒い|冷たい|寒色|寒色系",
    "cold 1, warm -0.4" },

  /* What places look like. */
  { "sky|clear sky|cloudy sky|cloud|cloudy|overcast|天空|天|藍天|蓝天|雲|云|雲朵|云朵|白雲|白云|空|青空|曇り|曇り空",
    "sky 1" },
  { "blue sky", "sky 1, blue 0.6" },
  { "vegetation|grass|grassy|lawn|meadow|leaf|leave|leafy|foliage|greenery|forest|wood|jungle|bush|hedge|植物|植被|草|草地|草坪|草原|"
    "葉子|叶子|樹葉|树叶|綠葉|绿叶|森林|樹林|树林|叢林|丛林|芝生|葉|葉っぱ|緑の葉|茂み|ジャングル",
    "vegetation 1, green 0.5" },
  { "water|sea|ocean|lake|river|wave|pool|水|水面|海|大海|海洋|海浪|波浪|湖|湖水|河|河流|川|海面|波|プール",
    "water 1, blue 0.3" },
  { "underwater|under water|水下|水底|水中|海底|海中", "underwater 1, cyan 0.3" },
  { "snow|snowy|snowfield|snowfall|ice|winter|雪|雪地|雪景|冰|冰雪|冬天|冬季|氷|冬|雪景色", "snow 1, white 0.4" },
  { "fire|flame|blaze|campfire|bonfire|fiery|ember|火|火焰|火光|營火|营火|炎|たき火|焚き火", "fire 1, orange 0.4" },
  { "sunset|sunrise|dusk|dawn|twilight|golden hour|日落|夕陽|夕阳|日出|黃昏|黄昏|晚霞|黎明|夕日|夕焼け|日の出|朝焼け|夕暮れ",
    "sunset 1, orange 0.5, warm 0.5" },
  { "night|nighttime|night time|midnight|at night|nocturnal|night light|夜|夜晚|夜間|夜间|晚上|半夜|夜景|夜空|真夜中",
    "night 1, dark 0.6" },
  { "skin|skin color|skin colour|skin tone|皮膚|皮肤|膚色|肤色|肌|肌色", "skin 1" },

  /* Texture and layout. */
  { "detailed|detail|intricate|busy|cluttered|fine detail|細節|细节|細緻|细致|複雜|复杂|雜亂|杂乱|細かい|緻密|ごちゃごちゃ", "detailed 1" },
  { "plain|empty|blank|simple|minimal|minimalist|uncluttered|featureless|smooth|空白|簡潔|简洁|簡單|简单|單純|单纯|極簡|极简|"
    "シンプル|無地|何もない|すっきり",
    "plain 1" },
  { "line|straight line|stripe|striped|geometric|geometry|線條|线条|直線|直线|條紋|条纹|幾何|几何|しま模様|縞模様|ストライプ", "lines 1" },
  { "pattern|patterned|texture|textured|rough|abstract pattern|圖案|图案|紋理|纹理|花紋|花纹|質感|质感|模様|柄|テクスチャ",
    "pattern 1" },
  { "graphic|flat color|flat colour|diagram|chart|title card|solid color|solid colour|圖形|图形|圖表|图表|純色|纯色|字卡|図形|図|"
    "図表|グラフィック|単色",
    "graphic 1" },
  { "screen|screenshot|screencast|screen recording|user interface|ui|desktop|螢幕|屏幕|螢幕錄影|屏幕录制|錄屏|录屏|介面|界面|画面収録|"
    "デスクトップ|スクリーン",
    "screen 1, graphic 0.4" },
  { "symmetrical|symmetric|symmetry|mirrored|對稱|对称|対称|左右対称|シンメトリー", "symmetrical 1" },
  { "letterbox|letterboxed|black bar|cinemascope|黑邊|黑边|上下黑邊|上下黑边|レターボックス|黒帯", "letterbox 1" },
  { "vertical video|upright video|portrait format|portrait mode|phone video|直式|直式影片|豎屏|竖屏|縱向|纵向|縦動画|縦型",
    "upright 1" },

  /* Movement in the picture. */
  { "still|motionless|unmoving|frozen|freeze frame|still picture|靜止|静止|不動|不动|定格|止まった|動かない",
    "still 1, fast -0.4" },
  { "calm|quiet|slow|tranquil|peaceful|serene|gentle|leisurely|slow movement|slow motion picture|平靜|平静|緩慢|缓慢|安靜|安静|寧靜|宁静|"
    "慢|穏やか|静か|ゆっくり|のんびり",
    "calm 1, fast -0.4" },
  { "fast|quick|rapid|action|hectic|frantic|dynamic|energetic|fast movement|fast motion|quick movement|快速|快|急速|動作|动作|激烈|"
    "動感|动感|速い|素早い|激しい|アクション|速い動き",
    "fast 1, still -0.3" },
  { "motion|movement|move|moving|運動|运动|移動|移动|動き|動く|動いている", "moving_parts 0.8, fast 0.6, still -0.6" },
  { "moving object|moving part|something moves|something moving|移動物體|移动物体|動くもの", "moving_parts 1, still -0.3" },
  { "flicker|flickering|flash|strobe|blink|閃爍|闪烁|閃光|闪光|ちらつき|点滅|フラッシュ", "flicker 1" },
  { "fade in|brightening|getting brighter|becoming brighter|lights up|淡入|變亮|变亮|漸亮|渐亮|フェードイン|明るくなる", "brightening 1" },
  { "fade out|darkening|getting darker|becoming darker|fade to black|淡出|變暗|变暗|漸暗|渐暗|フェードアウト|暗くなる", "darkening 1" },
  { "quick cut|fast cut|rapid cut|fast cutting|quick cutting|montage|short shot|快剪|快速剪接|快速剪辑|蒙太奇|短鏡頭|短镜头|"
    "モンタージュ|素早いカット",
    "quick_cut 1" },

  /* Movement of the camera. */
  { "static|static camera|static shot|fixed camera|locked off|tripod|stationary|stationary camera|steady|steady camera|"
    "still camera|camera does not move|fixed shot|固定鏡頭|固定镜头|固定機位|固定机位|三腳架|三脚架|静止カメラ|固定カメラ|三脚",
    "static_camera 1, handheld -0.4" },
  { "pan left|left pan|pan to the left|camera moves left|向左搖|向左摇|左搖|左摇|向左平移|左パン|左にパン", "pan_left 1" },
  { "pan right|right pan|pan to the right|camera moves right|向右搖|向右摇|右搖|右摇|向右平移|右パン|右にパン", "pan_right 1" },
  { "pan|panning shot|搖攝|摇摄|搖鏡|摇镜|平移|橫搖|横摇|パン", "pan_left 0.7, pan_right 0.7" },
  { "tilt up|camera moves up|向上搖|向上摇|上搖|上摇|ティルトアップ|チルトアップ", "tilt_up 1" },
  { "tilt down|camera moves down|向下搖|向下摇|下搖|下摇|ティルトダウン|チルトダウン", "tilt_down 1" },
  { "tilt|直搖|直摇|俯仰|ティルト|チルト", "tilt_up 0.7, tilt_down 0.7" },
  { "zoom in|push in|dolly in|推近|拉近|放大|推鏡|推镜|ズームイン|寄り", "zoom_in 1" },
  { "zoom out|pull out|pull back|dolly out|拉遠|拉远|縮小|缩小|拉鏡|拉镜|ズームアウト|引き", "zoom_out 1" },
  { "zoom|變焦|变焦|縮放|缩放|ズーム", "zoom_in 0.7, zoom_out 0.7" },
  { "roll|rotate|rotation|spin|turning camera|旋轉|旋转|回転", "roll 1" },
  { "handheld|hand held|shaky|shaking|wobbly|unsteady|jittery|shake|手持|手持鏡頭|手持镜头|晃動|晃动|搖晃|摇晃|抖動|抖动|手持ち|"
    "手ぶれ|手ブレ|揺れる|揺れ",
    "handheld 1, static_camera -0.4" },
  { "camera movement|camera motion|moving camera|tracking shot|camera moves|運鏡|运镜|鏡頭移動|镜头移动|カメラワーク|カメラの動き",
    "pan_left 0.4, pan_right 0.4, tilt_up 0.4, tilt_down 0.4, zoom_in 0.4, zoom_out 0.4, handheld 0.4, static_camera -0.7" },
  { "no camera movement|no camera motion|without camera movement", "static_camera 1" },

  /* Faces and framing. */
  { "face|portrait|臉|脸|面孔|臉部|脸部|人臉|人脸|肖像|面部|顔|ポートレート", "face 1" },
  { "one face|single face|a face|一張臉|一张脸|單人臉|单人脸|ひとつの顔", "one_face 1, face 0.7" },
  { "two face|many face|several face|group of face|multiple face|很多臉|很多脸|多張臉|多张脸|兩張臉|两张脸|複数の顔|たくさんの顔",
    "many_faces 1, face 0.4" },
  { "close up|closeup|close shot|extreme close up|tight shot|headshot|head shot|big face|large face|特寫|特写|大特寫|大特写|近景|"
    "クローズアップ|アップ|大写し",
    "close_up 1" },
  { "medium shot|mid shot|medium close up|中景|中近景|ミディアムショット|バストショット", "medium_shot 1" },
  { "wide shot|wide view|wide angle|long shot|establishing shot|small face|遠景|远景|全景|廣角|广角|遠景ショット|ワイドショット|広角|引きの絵",
    "wide_shot 1, close_up -0.3" },
};

const guint reel_lexicon_n_entries = G_N_ELEMENTS (reel_lexicon_entries);

const char *const reel_lexicon_stop_words =
    "a|an|the|this|that|these|those|it|its|of|in|on|at|to|with|and|or|but|is|are|was|were|be|been|by|from|for|as|into|"
    "over|there|here|some|any|all|very|quite|really|rather|more|most|much|lot|lots|i|me|my|we|our|you|your|he|she|his|"
    "her|they|their|which|where|when|what|who|while|then|than|so|too|also|only|just|during|has|have|having|does|do|"
    "show|showing|shown|shows|find|search|look|looking|see|seen|want|get|give|video|videos|clip|clips|footage|film|movie|"
    "scene|scenes|shot|shots|moment|moments|picture|pictures|image|images|frame|frames|view|camera|color|colors|colour|"
    "colours|colored|coloured|tone|tones|toned|lighting|background|foreground|mostly|mainly|full|filled|dominated|kind|"
    "的|了|在|是|有|和|與|与|及|或|著|着|很|非常|一個|一个|一段|一些|這個|这个|那個|那个|裡|里|中|上|下|畫面|画面|影片|视频|視頻|影像|鏡頭|镜头|"
    "片段|場景|场景|照片|圖片|图片|找|找出|顯示|显示|我|我要|色|顏色|颜色|色調|色调|光|光線|光线|背景|拍攝|拍摄|"
    "の|を|が|に|は|で|と|も|な|へ|や|から|まで|ある|いる|する|した|している|とても|たくさん|動画|映像|シーン|カット|ショット|写真|色の|光の|"
    "カメラ|映っている|映った|です|ます";

const char *const reel_lexicon_negations =
    "no|not|non|without|never|isnt|arent|doesnt|lacking|沒有|没有|沒|没|無|无|不|不是|非|別|别";

const char *const reel_lexicon_negating_endings = "なし|ない|ではない|じゃない|くない|ではなく";
