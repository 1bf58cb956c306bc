using System.Diagnostics;
using System.Text;

namespace QmpFuzz.Tests.Support;

/// <summary>A child process whose output is collected; disposing kills it (that process only, by its own id).</summary>
internal sealed class RunningProcess : IDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private bool _disposed;

    private RunningProcess(Process process) => Process = process;

    public Process Process { get; }

    public string Output => Locked(_output);

    public string Errors => Locked(_errors);

    public static RunningProcess Start(string program, IEnumerable<string> arguments, string? workingDirectory = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        RunningProcess running = new(new Process { StartInfo = start });
        running.Process.OutputDataReceived += (_, line) => Append(running._output, line.Data);
        running.Process.ErrorDataReceived += (_, line) => Append(running._errors, line.Data);
        running.Process.Start();
        running.Process.BeginOutputReadLine();
        running.Process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits for the end and returns the exit code; a process that is still there after the time is killed and fails the test.</summary>
    public async Task<int> WaitAsync(int seconds = 60)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await Process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Process.StartInfo.FileName} did not end within {seconds} s; it said: {Output}{Errors}");
        }

        return Process.ExitCode;
    }

    /// <summary>Sends a signal by number (2 INT, 9 KILL, 15 TERM) to this process only.</summary>
    public void Signal(int number)
    {
        using Process kill = Process.Start("kill", [$"-{number}", $"{Process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!Process.HasExited)
        {
            Process.Kill();
            Process.WaitForExit();
        }

        Process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Locked(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
