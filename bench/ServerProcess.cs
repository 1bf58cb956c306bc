using System.Diagnostics;
using System.Globalization;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Bench;

/// <summary><c>qmpfuzz serve --many</c> as a process of its own, with what Linux says about its memory.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qmpfuzz-bench");
    private readonly Process _process;

    private ServerProcess()
    {
        Endpoint = QmpEndpoint.Unix(Path.Combine(_folder.FullName, "qmp.sock"));
        _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "qmpfuzz"), ["serve", "--many", "--listen", Endpoint.ToString()]) { RedirectStandardError = true })!;
    }

    public QmpEndpoint Endpoint { get; }

    /// <summary>Resident memory now, in MB.</summary>
    public double Resident => Status("VmRSS:");

    /// <summary>The most that was resident, in MB.</summary>
    public double Peak => Status("VmHWM:");

    /// <summary>Starts a server that listens.</summary>
    public static async Task<ServerProcess> StartAsync()
    {
        ServerProcess server = new();
        await server._process.StandardError.ReadLineAsync();    // says where it listens
        return server;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private double Status(string name)
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..^" kB".Length], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
