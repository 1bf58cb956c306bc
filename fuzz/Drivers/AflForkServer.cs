using System.Diagnostics;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers;

/// <summary>
/// What afl-fuzz starts. It only starts the process that executes, which talks to afl-fuzz itself over the same descriptors (so that nothing
/// stands in the way of an execution), and answers in its place when it dies.
/// </summary>
public static class AflForkServer
{
    /// <summary>Whether this process was started by afl-fuzz or one of its tools.</summary>
    public static bool IsCalled => Environment.GetEnvironmentVariable(AflProtocol.MapVariable) is not null;

    /// <summary>Serves until afl-fuzz is gone, and returns the exit code. The arguments start the executing process, followed by a file and whether it greets.</summary>
    public static int Run(string program, IReadOnlyList<string> arguments)
    {
        AflPipes.EndWithParent();
        bool greets = true;
        while (true)
        {
            using SharedInput shown = SharedInput.Create();
            using Process target = Process.Start(program, [.. arguments, "--show", shown.Path, .. greets ? ["--greet"] : Array.Empty<string>()]);
            target.WaitForExit();
            if (target.ExitCode == 0 || shown.Executions == 0)
            {
                return target.ExitCode;                     // afl-fuzz is gone, or the target could not be loaded
            }

            if (shown.IsRunning && !AflPipes.TryWrite((uint)AflProtocol.WaitStatus(target.ExitCode)))
            {
                return 0;
            }

            greets = false;
        }
    }
}
