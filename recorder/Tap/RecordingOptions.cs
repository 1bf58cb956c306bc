using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Recorder.Tap;

/// <summary>When a recording is made safe against a crash of the machine; against one of the tap it always is.</summary>
public enum LogSync
{
    /// <summary>The system decides.</summary>
    Never,

    /// <summary>Once a second, if something was written.</summary>
    Second,

    /// <summary>Each chunk, before it is sent on.</summary>
    Always,
}

/// <summary>What a tap is told to do.</summary>
public sealed record RecordingOptions
{
    public required QmpEndpoint Listen { get; init; }

    /// <summary>The real server; dialled when a client has connected, since QEMU greets on connect.</summary>
    public required QmpEndpoint Connect { get; init; }

    /// <summary>Where the session files go; created 0700 if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>What the files are called before their number; null: after the start of the tap and its process.</summary>
    public FileNameFormat? FileNames { get; init; }

    /// <summary>End after the first connection.</summary>
    public bool Once { get; init; }

    /// <summary>End a connection whose log cannot be written, instead of going on without it.</summary>
    public bool FailClosed { get; init; }

    /// <summary>What the recording must not show; null records every chunk as it is. The peers always get the chunk itself.</summary>
    public SecretRules? Secrets { get; init; }

    /// <summary>Once a file is this large, the session goes on in another one; null: never.</summary>
    public long? MaxBytes { get; init; }

    public LogSync Sync { get; init; }

    /// <summary>Who may connect to a unix socket that is listened on.</summary>
    public UnixFileMode SocketMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Tell of every message.</summary>
    public bool TellsMessages { get; init; }

    /// <summary>How long a clean stop waits for bytes that are under way.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(2);
}
