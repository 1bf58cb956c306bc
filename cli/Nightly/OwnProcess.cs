using System.Diagnostics;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Cli.Nightly;

/// <summary>Another process of this program: what it runs may kill it, and not the night. With the night it ends.</summary>
internal static class OwnProcess
{
    /// <summary>Runs it to its end; null: it did not end within the limit, and was ended.</summary>
    public static async Task<(ExitCode Code, string Output)?> RunAsync(IEnumerable<string> words, TimeSpan patience, CancellationToken cancellation)
    {
        string[] command = [.. Lifeline.Words, OwnProgram.Path, .. OwnProgram.Arguments, .. words];
        using Process run = new() { StartInfo = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        await Lifeline.StartAsync(() => run.Start());
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            Task<string> errors = run.StandardError.ReadToEndAsync(limit.Token);
            string output = await run.StandardOutput.ReadToEndAsync(limit.Token);
            await errors;
            await run.WaitForExitAsync(limit.Token);
            return ((ExitCode)run.ExitCode, output);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!run.HasExited)
            {
                run.Kill(entireProcessTree: true);
            }
        }
    }
}
