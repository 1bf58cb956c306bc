using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>Commands that the patches of 2017 made asynchronous: they go on while others run.</summary>
internal static class AsyncCommands
{
    private const long ScreendumpTime = 40_000;             // microseconds: the guest draws its screen, then it is written

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("screendump", static (call, _) => call.Take(ScreendumpTime), new Parameter("filename", ParameterType.String)) { IsAsync = true },
    ];
}
