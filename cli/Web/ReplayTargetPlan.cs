using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Cli.Web;

/// <summary>What is started for each replay: what the command line said, or the built-in server. No request has a say in it.</summary>
internal sealed class ReplayTargetPlan(SpawnCommand? command, string text)
{
    private static readonly string[] Program = [OwnProgram.Path, .. OwnProgram.Arguments];

    /// <summary>The target of <c>--target</c>; null if it is none that can be started.</summary>
    public static ReplayTargetPlan? Of(TargetChoice choice) =>
        choice.IsEmbedded || choice.Command is not null ? new ReplayTargetPlan(choice.Command, choice.ToString()) : null;

    /// <summary>As the user named it.</summary>
    public override string ToString() => text;

    /// <summary>What to start for sessions of that dialect; one that nobody knows is spoken to as today's.</summary>
    public SpawnCommand For(string dialect) => command ?? (SpawnCommand.TryParse(Line(dialect), out SpawnCommand? serve, out string reason) ? serve : throw new InvalidOperationException(reason));

    /// <summary>The line for a shell that does the same replay.</summary>
    public string Reproducer(ReplayOrder order) => ShellWords.Join(
        [.. Program, "replay", .. order.Sessions, "--spawn", command is null ? Line(order.Dialect) : text["cmd:".Length..], "--speed", $"{order.Speed}", "--compare", order.Compare.ToString().ToLowerInvariant()]);

    private static string Line(string dialect) =>
        ShellWords.Join([.. Program, "serve", "--listen", "unix:{socket}", "--many", "--dialect", (ProtocolDialect.Find(dialect) ?? ProtocolDialect.Qemu).Name]);
}
