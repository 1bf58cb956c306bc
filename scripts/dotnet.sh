# Sourced by the scripts beside it: finds the .NET SDK and keeps it quiet. Sets nothing else.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export HOME="${HOME:-$root/artifacts/home}"             # NuGet and the SDK write there; some service managers leave it unset

if ! dotnet=$(command -v dotnet || command -v "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet"); then
    echo "${0##*/}: dotnet is not on the PATH: install the .NET 10 SDK (https://dotnet.microsoft.com/download)" >&2
    exit 4
fi

# the started programs look for the runtime by themselves, and know only the usual places
runtime=$(dirname -- "$(readlink -f -- "$dotnet")")
if [[ -z ${DOTNET_ROOT:-} && -d $runtime/host/fxr ]]; then
    export DOTNET_ROOT="$runtime"
fi
