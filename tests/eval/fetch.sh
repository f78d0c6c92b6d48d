#!/bin/sh
# fetch.sh FOLDER: makes the videos of corpus.tsv in FOLDER/videos out of Debian's packages. Nothing is installed, nothing is
# kept outside of FOLDER, and what is there already is not made again. What a release does not have is named and left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
as_root=$here/../../.ci/as-root
mkdir -p "$1/root" "$1/work" "$1/videos"
cd "$1"
chmod 755 work
tab=$(printf '\t')
grep -v '^#' "$here/corpus.tsv" >work/corpus
updated=no

say() { echo "fetch.sh: $*" >&2; }

# Not as the user that apt keeps for this, who need not be able to reach the folder.
download() { (cd work && apt-get -q -o APT::Sandbox::User=root download "$1" >/dev/null 2>&1); }

# Unpacks those files of the package $1 that corpus.tsv names into root/$1.
unpack() {
  rm -f work/*.deb
  if ! download "$1"; then
    [ $updated = yes ] || { "$as_root" apt-get -q update >/dev/null || true; updated=yes; }
    download "$1" || { say "there is no package $1 here"; return 1; }
  fi
  mkdir -p "root/$1.new"
  awk -F '\t' -v p="$1" '{ if ($3 == p) print $4; if ($8 == p) print $9 }' work/corpus | tr '|' '\n' | sed 's|^|./|' |
    sort -u >work/wanted
  # tar fails where one of several names is not there, which is not an error here.
  dpkg-deb --fsys-tarfile work/*.deb | tar -x -C "root/$1.new" -T work/wanted 2>/dev/null || true
  rm -f work/*.deb
  rm -rf "root/$1"
  mv "root/$1.new" "root/$1"
  cp work/wanted "root/$1/.wanted"
}

# Whether root/$1 has all that corpus.tsv wants of it now.
unpacked() {
  [ -e "root/$1/.wanted" ] && awk -F '\t' -v p="$1" '{ if ($3 == p) print $4; if ($8 == p) print $9 }' work/corpus |
    tr '|' '\n' | sed 's|^|./|' | sort -u | cmp -s - "root/$1/.wanted"
}

# Sets file to the first of the paths $2 (a|b) that package $1 has, unpacked where it ends in .gz.
find_file() {
  file=
  old_ifs=$IFS
  IFS='|'
  for path in $2; do
    [ -e "root/$1/$path" ] || continue
    file=root/$1/$path
    break
  done
  IFS=$old_ifs
  case $file in
  '') say "$1 has no $2 here"; return 1 ;;
  *.gz) gunzip -c "$file" >work/unzipped; file=work/unzipped ;;
  esac
}

ff() { ffmpeg -v error -nostdin -y -bitexact "$@"; }
encode='-an -c:v libx264 -preset veryfast -crf 20 -pix_fmt yuv420p -threads 1 -flags +bitexact'

# A picture that covers $2 × $3, from file $1: decoded once, as the frames of a photograph are made out of it.
cover() {
  ff -i "$1" -frames:v 1 -vf "scale=$2:$3:force_original_aspect_ratio=increase,crop=$2:$3,format=rgb24" work/base.bmp
}

# One frame for four seconds; decoded and scaled once.
hold='loop=99:1:0,setpts=N/25/TB'

# How a photograph moves, as a filter from 1600 × 1200 to 640 × 480; t runs over four seconds.
movement() {
  case $1 in
  still) echo "scale=640:480,$hold" ;;
  left) echo "$hold,crop=1280:960:320*(1-t/4):120,scale=640:480" ;;
  right) echo "$hold,crop=1280:960:320*t/4:120,scale=640:480" ;;
  up) echo "$hold,crop=1280:960:160:240*(1-t/4),scale=640:480" ;;
  down) echo "$hold,crop=1280:960:160:240*t/4,scale=640:480" ;;
  drift) echo "$hold,crop=1520:1140:40+9*sin(2.1*t)+5*sin(5.3*t):30+8*sin(1.7*t+1)+4*sin(4.9*t),scale=640:480" ;;
  shake) echo "$hold,crop=1360:1020:120+60*sin(4.1*t)+40*sin(11.3*t):90+50*sin(5.7*t+1)+30*sin(13.1*t),scale=640:480" ;;
  in) echo "zoompan=z=1+.4*on/100:x=(iw-iw/zoom)/2:y=(ih-ih/zoom)/2:d=100:s=640x480:fps=25" ;;
  out) echo "zoompan=z=1.4-.4*on/100:x=(iw-iw/zoom)/2:y=(ih-ih/zoom)/2:d=100:s=640x480:fps=25" ;;
  *) return 1 ;;
  esac
}

# Makes the shot $1 (how) of file, of $2 and for $3 seconds, as $4. Photographs get the noise of a camera.
shot() {
  case $1 in
  video)
    ff -ss "$2" -t "$3" -i "$file" -vf "scale='trunc(min(1280,iw)/2)*2':-2" $encode "$4"
    return
    ;;
  slow)
    ff -ss "$2" -t "$3" -i "$file" -vf "setpts=4*PTS,scale='trunc(min(1280,iw)/2)*2':-2" -r 25 $encode "$4"
    return
    ;;
  plain) ff -f lavfi -i color=0xb8b4ac:s=1600x1200 -frames:v 1 work/back.bmp ;;
  black) ff -f lavfi -i color=black:s=1600x1200 -frames:v 1 work/back.bmp ;;
  on) cover "$back" 1600 1200; mv work/base.bmp work/back.bmp ;;
  *)
    cover "$file" 1600 1200
    ff -i work/base.bmp -vf "$(movement "$1"),noise=alls=6:allf=t" -frames:v 100 -r 25 $encode "$4"
    return
    ;;
  esac
  [ "$1" = on ] && place='700:H-h-60' || place='900:(H-h)/2'
  ff -i work/back.bmp -i "$file" -frames:v 1 -filter_complex \
    "[1]scale=1400:${place%:*}:force_original_aspect_ratio=decrease[cut];[0][cut]overlay=(W-w)/2:${place#*:},format=rgb24" \
    work/base.bmp
  ff -i work/base.bmp -vf "$(movement still),noise=alls=6:allf=t" -frames:v 100 -r 25 $encode "$4"
}

# Makes the video $1 out of its rows.
make_video() {
  rm -f work/shot-* work/list
  n=0
  awk -F '\t' -v v="$1" '$2 == v' work/corpus >work/rows
  while IFS=$tab read -r _ _ package paths how from seconds back_package back_path <&3; do
    find_file "$package" "$paths" || return 1
    back=
    if [ "$how" = on ]; then
      cut=$file
      find_file "$back_package" "$back_path" || return 1
      back=$file file=$cut
    fi
    n=$((n + 1))
    shot "$how" "$from" "$seconds" "work/shot-$n.mkv" || return 1
    echo "file shot-$n.mkv" >>work/list
  done 3<work/rows
  ff -f concat -i work/list -c copy -movflags +faststart work/made.mp4
  mv work/made.mp4 "videos/$1.mp4"
}

made=0
for name in $(cut -f 2 work/corpus | uniq); do
  awk -F '\t' -v v="$name" '$2 == v' work/corpus >work/recipe
  [ -s "videos/$name.mp4" ] && cmp -s work/recipe "videos/.$name.recipe" && continue
  complete=yes
  for package in $(awk -F '\t' '{ print $3; if ($8 != "" && $8 != "-") print $8 }' work/recipe | sort -u); do
    unpacked "$package" || unpack "$package" || complete=no
  done
  rm -f "videos/$name.mp4" "videos/.$name.recipe"
  if [ $complete = yes ] && make_video "$name"; then
    awk -F '\t' -v v="$name" '$2 == v' work/corpus >"videos/.$name.recipe"
    made=$((made + 1))
  else
    say "$name is left out"
  fi
done
for video in videos/*.mp4; do
  name=$(basename "$video" .mp4)
  cut -f 2 work/corpus | grep -qx "$name" || rm -f "$video" "videos/.$name.recipe"
done
echo "fetch.sh: $made videos made, $(ls videos/*.mp4 | wc -l) there"
rm -rf work
