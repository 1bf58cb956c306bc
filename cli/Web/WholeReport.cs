using System.Diagnostics;

namespace QmpFuzz.Cli.Web;

/// <summary>
/// The page of <c>qmpfuzz report --html</c>, made by a process of its own: it runs the queues once more, and what a target does then
/// must not end this server. One at a time.
/// </summary>
internal sealed class WholeReport(string folder) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The page; what the process complained of is an <see cref="IOException"/>.</summary>
    public async Task<string> WriteAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        DirectoryInfo place = Directory.CreateTempSubdirectory("qmpfuzz-");
        try
        {
            string file = Path.Combine(place.FullName, "report.html");
            string complaint = await RunAsync(file, cancellation);
            return File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation) : throw new IOException($"the report was not written: {complaint}");
        }
        finally
        {
            place.Delete(recursive: true);
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<string> RunAsync(string file, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(OwnProgram.Path, [.. OwnProgram.Arguments, "report", folder, "--html", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return await errors;
        }
        catch (OperationCanceledException)
        {
            process.Kill();                                 // the reader has gone
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
