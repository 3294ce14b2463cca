@echo off
rem The command for Windows. Written for Windows x86-64 and not run there; ./onsager is the one that is tried.
setlocal
set "ROOT=%~dp0"
if defined ONSAGER_JAVA_HOME (set "JDK=%ONSAGER_JAVA_HOME%") else (set "JDK=%JAVA_HOME%")
if not exist "%JDK%\bin\java.exe" (
  echo Onsager needs a JDK 25: set ONSAGER_JAVA_HOME or JAVA_HOME to its folder 1>&2
  exit /b 2
)
if not exist "%ROOT%cli\target\class-path.txt" (
  where mvn >nul 2>nul || (
    echo Maven is needed to build Onsager and no mvn is on PATH 1>&2
    exit /b 2
  )
  echo building Onsager ^(the first time downloads its libraries: some minutes^) 1>&2
  pushd "%ROOT%"
  set "JAVA_HOME=%JDK%"
  call mvn -B -ntp -q -Dmaven.test.skip=true -pl cli -am package 1>&2
  if errorlevel 1 (popd & exit /b 1)
  popd
)
set /p LIBRARIES=<"%ROOT%cli\target\class-path.txt"
set "OMP_NUM_THREADS=1"
"%JDK%\bin\java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -XX:+UseParallelGC -cp "%ROOT%cli\target\classes;%LIBRARIES%" org.onsager.cli.Main %*
exit /b %ERRORLEVEL%
