using System.Diagnostics;
using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Replay.Spawning;

/// <summary>
/// A client that we started for ourselves: it connects to a socket of its own, in a temporary working folder, with limits on the files it
/// writes. Disposing ends it and what it started, and removes the folder. It ends with us, however we end, where the system can do that.
/// </summary>
public sealed class SpawnedClient : IDisposable
{
    private const string Launch = """
        ulimit -c 0
        ulimit -f 131072
        exec </dev/null >/dev/null 2>"$1"
        shift
        command -v setpriv && set -- setpriv --pdeathsig KILL "$@"
        command -v setsid && set -- setsid "$@"
        exec "$@"
        """;

    private const int LongestErrors = 64 * 1024;

    private static readonly TimeSpan DyingLimit = TimeSpan.FromSeconds(2);

    // what makes a process say where it was when it is ended by a signal, and the same from run to run
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["PYTHONFAULTHANDLER"] = "1",
        ["PYTHONHASHSEED"] = "0",
        ["GOTRACEBACK"] = "single",
        ["DOTNET_DbgEnableMiniDump"] = "0",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qmpfuzz-");
    private readonly QmpListener _listener;
    private readonly Process _process;
    private TargetExit? _exit;

    /// <summary>Starts it; it may connect at once, and waits for us if nobody accepts it yet.</summary>
    public SpawnedClient(SpawnCommand command)
    {
        string socket = Path.Combine(_folder.FullName, "qmp.sock");
        _listener = QmpListener.Bind(QmpEndpoint.Unix(socket));
        ProcessStartInfo start = new("/bin/sh", ["-c", Launch, "sh", ErrorFile, .. command.For(socket, Environment.CurrentDirectory)]) { WorkingDirectory = _folder.FullName };
        foreach ((string name, string value) in Variables.Concat(command.Variables))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory that it has held so far, in bytes; 0 once it has ended.</summary>
    public long PeakBytes
    {
        get
        {
            string? peak = ReadLines("status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return peak is null ? 0 : long.Parse(peak.AsSpan(6).Trim(" \tkB"), CultureInfo.InvariantCulture) << 10;
        }
    }

    private string ErrorFile => Path.Combine(_folder.FullName, "stderr.txt");

    /// <summary>Takes its connection; null: it has not come in time.</summary>
    public PollingSocket? TryAccept(TimeSpan limit) => _listener.TryAccept(limit);

    /// <summary>From now on it is refused.</summary>
    public void StopListening() => _listener.Dispose();

    public bool WaitForExit(TimeSpan limit) => _process.WaitForExit(limit);

    /// <summary>What its threads are doing, to be compared with a later look.</summary>
    public ThreadActivity LookAtThreads() => ThreadActivity.Of(_process.Id);

    /// <summary>How it ended. One that is still there is ended: <paramref name="aborts"/>: such that it says where it was, if it can.</summary>
    public TargetExit End(bool aborts)
    {
        if (_exit is not null)
        {
            return _exit;
        }

        bool stopped = !_process.HasExited;
        if (stopped && aborts)
        {
            ProcessSignal.SendToTree(_process.Id, ProcessSignal.Abort);
            _process.WaitForExit(DyingLimit);
        }

        if (!_process.HasExited)
        {
            ProcessSignal.SendToTree(_process.Id, ProcessSignal.Kill);
            _process.WaitForExit();
        }

        ProcessSignal.EndGroup(_process.Id);
        return _exit = new TargetExit(_process.ExitCode, stopped, ReadErrors());
    }

    public void Dispose()
    {
        End(aborts: false);
        _listener.Dispose();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private string ReadErrors()
    {
        if (!File.Exists(ErrorFile))
        {
            return "";
        }

        using FileStream file = File.OpenRead(ErrorFile);
        file.Seek(Math.Max(0, file.Length - LongestErrors), SeekOrigin.Begin);
        using StreamReader reader = new(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines($"/proc/{_process.Id}/{file}");
        }
        catch (IOException)
        {
            return [];                                      // it has just ended
        }
    }
}
