using System.Globalization;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Targets.Clients;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>
/// What a user named as a target: <c>embedded</c>; <c>dll:PATH[:TYPE]</c>, an assembly of their own; an endpoint where a server
/// listens; or <c>cmd:COMMAND</c>, which starts one; or <c>clients:COMMAND</c>, which starts a client, to be told what a server might say.
/// </summary>
public sealed record TargetChoice
{
    private const string AssemblyPrefix = "dll:";
    private const string CommandPrefix = "cmd:";
    private const string ClientsPrefix = "clients:";

    private readonly string _text;

    private TargetChoice(string text) => _text = text;

    /// <summary>The server that is built in.</summary>
    public static TargetChoice Embedded { get; } = new("embedded");

    /// <summary>The assembly, or null.</summary>
    public string? Path { get; private init; }

    /// <summary>The type (or method) in it to call; null: the only one that fits.</summary>
    public string? Type { get; private init; }

    /// <summary>Names of assemblies beside it that are to count as well, with * as a wildcard; none: all that are not Microsoft's.</summary>
    public IReadOnlyList<string> Instrument { get; init; } = [];

    /// <summary>Where a server that somebody else runs listens, or null.</summary>
    public QmpEndpoint? Endpoint { get; private init; }

    /// <summary>What starts a server, or null.</summary>
    public SpawnCommand? Command { get; private init; }

    /// <summary>What starts a client under test, or null.</summary>
    public SpawnCommand? Client { get; private init; }

    /// <summary>How a server or client in a process of its own is treated.</summary>
    public LiveOptions Live { get; init; } = new();

    /// <summary>The built-in server's core is this one (a mutant of it), and not the one that judges; null: that one.</summary>
    internal AssemblyImage? Core { get; init; }

    /// <summary>What it may be exposed to: code in a process of ours to anything, one that we start to what changes its machine.</summary>
    internal SafetyPolicy SafetyPolicy => new(!SharesServer || Live.AllowDestructive, !IsLive || Live.AllowHostAccess);

    /// <summary>A server to compare it with, or null.</summary>
    public TargetChoice? Other { get; init; }

    public bool IsEmbedded => !IsLive && Path is null;

    /// <summary>A server in a process of its own.</summary>
    public bool IsLive => IsShared || Command is not null || Other is not null || IsClient;

    /// <summary>Testcases are what a server says, to clients that are started for it.</summary>
    public bool IsClient => Client is not null;

    /// <summary>There is only one, for whatever is to be run on it.</summary>
    public bool IsShared => Endpoint is not null;

    /// <summary>A server that somebody else runs is among those that get the testcases.</summary>
    public bool SharesServer => IsShared || Other is { IsShared: true };

    /// <summary>Reads what the user wrote; null and a reason if it is not a target.</summary>
    public static TargetChoice? Parse(string text, out string reason)
    {
        reason = "";
        if (text == "embedded")
        {
            return Embedded;
        }

        if (text.StartsWith(AssemblyPrefix, StringComparison.Ordinal) && text.Length > AssemblyPrefix.Length)
        {
            return ParseAssembly(text[AssemblyPrefix.Length..], out reason);
        }

        if (text.StartsWith(CommandPrefix, StringComparison.Ordinal))
        {
            return SpawnCommand.TryParse(text[CommandPrefix.Length..], out SpawnCommand? command, out reason) ? new TargetChoice(text) { Command = command } : null;
        }

        if (NamesClients(text))
        {
            return ParseClients(text[ClientsPrefix.Length..], out reason);
        }

        if (QmpEndpoint.TryParse(text, out QmpEndpoint? endpoint, out reason))
        {
            return new TargetChoice(text) { Endpoint = endpoint };
        }

        reason = text.StartsWith("unix:", StringComparison.Ordinal) || text.StartsWith("tcp:", StringComparison.Ordinal) ? reason
            : $"'{text}' is not a target: expected embedded, dll:PATH[:TYPE], unix:PATH, tcp:HOST:PORT, cmd:'COMMAND {{socket}}' or clients:'COMMAND {{socket}}'";
        return null;
    }

    /// <summary>The text means clients, rightly or not.</summary>
    public static bool NamesClients(string text) => text.StartsWith(ClientsPrefix, StringComparison.Ordinal);

    /// <summary>Reads a command that starts a client, <c>{cwd}</c> being the folder that is current now; null and a reason if it is none.</summary>
    public static TargetChoice? ParseClients(string text, out string reason)
    {
        text = text.Replace("{cwd}", Environment.CurrentDirectory, StringComparison.Ordinal);
        return SpawnCommand.TryParse(text, out SpawnCommand? command, out reason) ? new TargetChoice(text) { Client = command } : null;
    }

    /// <summary>The same choice as arguments of a command line.</summary>
    public IReadOnlyList<string> ToArguments() =>
    [
        .. IsEmbedded ? Array.Empty<string>() : [IsClient ? "--clients" : "--target", _text],
        .. Instrument.SelectMany(pattern => new[] { "--instrument", pattern }),
        .. Live.AllowDestructive ? ["--allow-destructive"] : Array.Empty<string>(),
        .. Live.AllowHostAccess ? ["--allow-host-access"] : Array.Empty<string>(),
        .. Other is null ? Array.Empty<string>() : ["--compare-with", Other._text],
        .. IsClient ? ClientArguments() : [],
    ];

    public override string ToString() => IsClient ? ClientsPrefix + _text : _text;

    /// <summary>Loads or reaches it; keeping frames costs speed and makes stacks exact.</summary>
    internal IFuzzTarget Load(string dialect, bool keepsFrames = false, bool recordsOperands = false)
    {
        if (Other is not null)
        {
            if (Path is not null || Other.Path is not null)
            {
                throw new TargetRefusedException("an assembly has no answers to compare: --compare-with takes servers");
            }

            LiveOptions fresh = Live with { KeepsMachineFresh = true };
            return new DifferentialTarget((this with { Live = fresh }).LoadLive(dialect), (Other with { Live = fresh }).LoadLive(dialect));
        }

        if (IsClient)
        {
            return LoadClients(dialect);
        }

        if (!IsLive)
        {
            return IsEmbedded ? EmbeddedTarget.Load(dialect, keepsFrames, recordsOperands, Core) : AssemblyTarget.Load(this, keepsFrames, recordsOperands);
        }

        return LoadLive(dialect);
    }

    // what a client shows depends on them
    private IEnumerable<string> ClientArguments() =>
    [
        "--timeout", string.Create(CultureInfo.InvariantCulture, $"{Live.Patience.TotalMilliseconds}ms"),
        "--memory", string.Create(CultureInfo.InvariantCulture, $"{Live.ClientGrowth >> 20}"),
        .. Live.Recordings.SelectMany(path => new[] { "--recordings", System.IO.Path.GetFullPath(path) }),
    ];

    private ClientTarget LoadClients(string dialect)
    {
        RecordingFiles files = RecordingFiles.Read(Live.Recordings);
        if (files.Unreadable is [{ } fault, ..])
        {
            throw new TargetRefusedException($"{fault}");
        }

        ProtocolDialect spoken = ProtocolDialect.Find(dialect)!;
        return new ClientTarget(Client!, Live, files.Recordings.IsEmpty ? [UnalteredServer.Embedded(spoken)] : files.Recordings.Select(UnalteredServer.Recorded));
    }

    /// <summary>Behind a socket, even if it is the built-in server.</summary>
    private LiveTarget LoadLive(string dialect)
    {
        ProtocolDialect spoken = ProtocolDialect.Find(dialect)!;
        LiveServer server = IsShared ? new AttachedServer(Endpoint!)
            : Command is not null ? new SpawnedServer(Command with { MayStartPrograms = Live.AllowHostAccess })
            : new HostedServer(spoken);
        return new LiveTarget(server, Live, SafetyPolicy, spoken);
    }

    private static TargetChoice? ParseAssembly(string text, out string reason)
    {
        (string path, string? type) = Split(text);
        reason = File.Exists(path) ? "" : $"{path}: there is no such assembly";
        string full = System.IO.Path.GetFullPath(path);
        return reason.Length > 0 ? null : new TargetChoice($"{AssemblyPrefix}{full}{(type is null ? "" : $":{type}")}") { Path = full, Type = type };
    }

    // a path may have a colon in it: what is there as a file is the path
    private static (string Path, string? Type) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon <= 0 || File.Exists(text) ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
