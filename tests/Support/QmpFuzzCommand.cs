namespace QmpFuzz.Tests.Support;

/// <summary>The command <c>qmpfuzz</c> as a user runs it: a process of its own.</summary>
internal static class QmpFuzzCommand
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "qmpfuzz");

    public static RunningProcess Start(params string[] arguments) => RunningProcess.Start(Program, arguments);

    /// <summary>Runs to the end; returns exit code, standard output and standard error.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using RunningProcess running = Start(arguments);
        int code = await running.WaitAsync();
        return (code, running.Output, running.Errors);
    }
}
