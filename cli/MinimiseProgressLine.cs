using System.Globalization;

namespace QmpFuzz.Cli;

/// <summary>A line each second about a minimisation that takes longer than two; it says when that has to end, in time or by the user.</summary>
internal sealed class MinimiseProgressLine(TextWriter output, TimeProvider time, TimeSpan? limit, CancellationToken cancellation)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next = Interval * 2;

    /// <summary>Asked before each execution.</summary>
    public bool GoesOn(int bytes, long executions)
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        if (elapsed >= _next)
        {
            _next = elapsed + Interval;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} s: {bytes} bytes after {executions} executions"));
        }

        return !(elapsed >= limit) && !cancellation.IsCancellationRequested;
    }
}
