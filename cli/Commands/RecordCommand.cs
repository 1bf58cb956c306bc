using System.CommandLine;
using System.Runtime.InteropServices;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Redaction;
using QmpFuzz.Recorder.Tap;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz record</c>: the tap, or a passive capture.</summary>
internal static class RecordCommand
{
    private const int UserSignal = 10;                      // SIGUSR1 asks how much was recorded

    public static Command Create()
    {
        Option<QmpEndpoint> listen = Verb.Endpoint("--listen", "Where clients connect: unix:PATH or tcp:HOST:PORT.");
        Option<QmpEndpoint> connect = Verb.Endpoint("--connect", "The real server; it is dialled anew for each client.");
        Option<string> device = new("--interface") { Description = "Capture passively on this network interface instead, with libpcap.", HelpName = "IF" };
        Option<string> filter = new("--filter") { Description = "With --interface: only these packets, in libpcap's words ('tcp port 4444').", HelpName = "FILTER" };
        Option<string> folder = new("--out") { Description = "Folder for the recordings, one .qmps a connection; it is created if it is not there.", HelpName = "DIR", Required = true };
        Option<FileNameFormat?> names = FileNames();
        Option<bool> once = new("--once") { Description = "End after the first connection." };
        Option<bool> failClosed = new("--fail-closed") { Description = "End a connection that can no longer be recorded. Without it, traffic goes on." };
        Option<long?> maxBytes = new("--max-bytes", "--rotate") { Description = "Go on in another file when one has so many bytes.", HelpName = "BYTES" };
        Option<LogSync> sync = new("--sync") { Description = "When recordings are forced to the disk: never, second, always (each chunk, before it is sent on)." };
        Option<UnixFileMode> mode = SocketMode();
        Option<bool> verbose = new("--verbose") { Description = "Show each message on standard error." };
        Option<bool> json = new("--json") { Description = "Print what was recorded as one JSON object at the end." };
        RedactionOptions redaction = new();
        Command record = new("record", "Record the traffic between clients and a server. Ends at Ctrl-C (exit code 130) or SIGTERM (0), with complete files.")
        {
            listen, connect, device, filter, folder, names, once, failClosed, maxBytes, sync, mode, verbose, json,
        };
        record.Validators.Add(parsed =>
        {
            bool taps = parsed.GetResult(listen) is not null && parsed.GetResult(connect) is not null;
            bool captures = parsed.GetResult(device) is not null && parsed.GetResult(listen) is null && parsed.GetResult(connect) is null;
            if (taps == captures || (taps && parsed.GetResult(device) is not null))
            {
                parsed.AddError("record needs either --listen and --connect, or --interface");
            }
        });
        redaction.AddTo(record);
        return record.Runs(async (parsed, _) =>
        {
            if (!redaction.TryRead(parsed, out SecretRules? secrets, out string reason))
            {
                await Console.Error.WriteLineAsync($"qmpfuzz: {reason}");
                return ExitCode.BadInput;
            }

            if (parsed.GetValue(device) is { } name)
            {
                CaptureOptions capture = new() { Interface = name, Filter = parsed.GetValue(filter), Folder = parsed.GetRequiredValue(folder), Secrets = secrets };
                return await InterfaceRecording.RunAsync(capture, parsed.GetValue(json));
            }

            RecordingOptions options = new()
            {
                Listen = parsed.GetRequiredValue(listen),
                Connect = parsed.GetRequiredValue(connect),
                Folder = parsed.GetRequiredValue(folder),
                FileNames = parsed.GetValue(names),
                Once = parsed.GetValue(once),
                FailClosed = parsed.GetValue(failClosed),
                Secrets = secrets,
                MaxBytes = parsed.GetValue(maxBytes),
                Sync = parsed.GetValue(sync),
                SocketMode = parsed.GetValue(mode),
                TellsMessages = parsed.GetValue(verbose),
            };
            return await RunAsync(options, parsed.GetValue(json));
        });
    }

    private static Option<FileNameFormat?> FileNames() => new("--name")
    {
        Description = "What files are called before their number, as in strftime(3), in UTC: '%Y%m%d-%H%M%S'.",
        HelpName = "FORMAT",
        CustomParser = argument =>
        {
            if (!FileNameFormat.TryParse(argument.Tokens[0].Value, out FileNameFormat? format, out string reason))
            {
                argument.AddError(reason);
            }

            return format;
        },
    };

    private static Option<UnixFileMode> SocketMode() => new("--mode")
    {
        Description = "Permissions of a unix socket that is listened on, in octal; 600 if not given.",
        HelpName = "OCTAL",
        DefaultValueFactory = _ => UnixFileMode.UserRead | UnixFileMode.UserWrite,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (text.Length is > 0 and <= 4 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) is var mode and <= 0x1FF)
            {
                return (UnixFileMode)mode;
            }

            argument.AddError($"'{text}' is no permission: expected octal digits, as in 660");
            return default;
        },
    };

    private static async Task<ExitCode> RunAsync(RecordingOptions options, bool json)
    {
        using CancellationTokenSource stop = new();
        bool interrupted = false;
        bool terminated = false;
        // beside the handlers that all verbs share: SIGTERM is how a tap is regularly stopped, Ctrl-C is an interruption
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Stop(ref interrupted));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Stop(ref terminated));

        RecordingReport report = new(Console.Error, keepsConnections: json);
        using RecordingProxy proxy = RecordingProxy.Start(options, TimeProvider.System, report.Tell);
        using PosixSignalRegistration asked = PosixSignalRegistration.Create((PosixSignal)UserSignal, signal =>
        {
            signal.Cancel = true;
            report.Sum(proxy.Traffic);
        });
        await Console.Error.WriteLineAsync($"recording {proxy.Endpoint} -> {options.Connect} into {options.Folder}");
        await proxy.RunAsync(stop.Token);
        report.Sum(proxy.Traffic);
        if (json)
        {
            report.WriteJson(Console.OpenStandardOutput(), $"{proxy.Endpoint}", $"{options.Connect}");
        }

        return interrupted ? ExitCode.Interrupted
            : report.LostBytes ? ExitCode.SystemFailure
            : options.Once && proxy.Reached == 0 && !terminated ? ExitCode.Unreachable
            : ExitCode.Done;

        void Stop(ref bool received)
        {
            received = true;
            stop.Cancel();
        }
    }
}
