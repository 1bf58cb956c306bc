using System.CommandLine;
using System.Runtime.InteropServices;
using QmpFuzz.Cli.Commands;
using QmpFuzz.Cli.Help;

namespace QmpFuzz.Cli;

/// <summary>The command <c>qmpfuzz</c>: verbs, and the edge where what failed becomes an exit code.</summary>
internal static class Program
{
    private const int FileSizeSignal = 25;                  // SIGXFSZ

    /// <summary>All verbs.</summary>
    public static RootCommand CreateRoot()
    {
        RootCommand root = new("Records, replays and fuzzes the QEMU Machine Protocol (QMP).")
        {
            ServeCommand.Create(),
            ReplayCommand.Create(),
            RecordCommand.Create(),
            ShowCommand.Create(),
            ImportCommand.Create(),
            CheckCommand.Create(),
            ExportCommand.Create(),
            FuzzCommand.Create(),
            WorkerCommand.Create(),
            AflCommand.Create(),
            LibFuzzerCommand.Create(),
            RunCommand.Create(),
            MinimizeCommand.Create(),
            KeepCommand.Create(),
            ReportCommand.Create(),
            WebCommand.Create(),
            NightlyCommand.Create(),
            MergeCommand.Create(),
            CompletionCommand.Create(),
        };
        HelpPages.AddTo(root);
        return root;
    }

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is [LibFuzzerCommand.Name, ..])
        {
            return LibFuzzerCommand.Run(arguments[1..]);    // a command line of its own kind, and started from this very thread
        }

        ParseResult parsed = CreateRoot().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"qmpfuzz: {error.Message}");
            }

            await Console.Error.WriteLineAsync("qmpfuzz: see qmpfuzz --help");
            return (int)ExitCode.BadInput;
        }

        // a file that may grow no further (RLIMIT_FSIZE) fails as a full disk does, instead of ending the process
        using PosixSignalRegistration limited = PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, signal => signal.Cancel = true);
        using Interruption interruption = new();
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, interruption.Token);
    }
}
