using System.CommandLine;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz worker</c>: one of the processes of a campaign, started by <c>fuzz</c> and by nobody else.</summary>
internal static class WorkerCommand
{
    private static readonly Argument<string> SharedInput = new("FILE") { Description = "The memory in which the input is shown." };

    public static Command Create() =>
        new Command("worker", "Works for a campaign that started it.") { SharedInput }.WithoutHelp().Runs(RunAsync);

    private static Command WithoutHelp(this Command command)
    {
        command.Hidden = true;
        return command;
    }

    private static Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        (Stream input, Stream output) = StandardStreams.Take();
        using Worker worker = new(input, output, Console.Error);
        worker.Run(parsed.GetRequiredValue(SharedInput), TimeProvider.System);
        return Task.FromResult(ExitCode.Done);
    }
}
