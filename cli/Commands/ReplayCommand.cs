using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Reports;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz replay</c>: plays recordings against a live server and says what it answered differently, or for a live client.</summary>
internal static class ReplayCommand
{
    private const int MostRefusals = 100;

    public static Command Create() =>
        ReplayArguments.AddTo(new Command("replay", "Plays recorded sessions against a live server, with their timing, and compares the answers; or plays the server.")).Runs(RunAsync);

    private static bool HasColours => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        RecordingFiles files = RecordingFiles.Read(parsed.GetRequiredValue(ReplayArguments.Sessions));
        if (Complains(files) || ReadRules(parsed) is not { } rules)
        {
            return ExitCode.BadInput;
        }

        if (parsed.GetValue(ReplayArguments.DryRun))
        {
            PrintDryRun(parsed, files.Recordings);
            return ExitCode.Done;
        }

        if (parsed.GetValue(ReplayArguments.As) == ReplaySide.Server)
        {
            return await ServeAsync(parsed, files.Recordings, rules, cancellation);
        }

        if (Refuses(parsed, files.Recordings))
        {
            return ExitCode.BadInput;
        }

        ReplayOptions options = ReplayArguments.Options(parsed, rules);
        RepeatedReplay replays = await PlayAsync(parsed, files.Recordings, options, cancellation);
        Print(parsed, replays, options);
        return !replays.IsFaithful ? ExitCode.Findings : files.Damaged.IsEmpty ? ExitCode.Done : ExitCode.BadInput;
    }

    private static async Task<RepeatedReplay> PlayAsync(ParseResult parsed, ImmutableArray<Recording> recordings, ReplayOptions options, CancellationToken cancellation)
    {
        ClientReplayer replayer = new(options, TimeProvider.System);
        SpawnCommand? spawn = parsed.GetValue(ReplayArguments.Spawn);
        RepeatedReplay replays = new();
        for (int run = 0; run < parsed.GetValue(ReplayArguments.Repeat); run++)
        {
            await using ReplayProgressLine progress = new(Console.Error, TimeProvider.System);
            replays.Add(spawn is null
                ? await replayer.PlayAsync(recordings, new ReplayTarget(parsed.GetRequiredValue(ReplayArguments.Connect)), progress, cancellation)
                : await SpawnedReplay.PlayAsync(
                    replayer, recordings, spawn with { MayStartPrograms = parsed.GetValue(ReplayArguments.AllowHostAccess) }, progress, TimeProvider.System, cancellation));
        }

        return replays;
    }

    private static async Task<ExitCode> ServeAsync(ParseResult parsed, ImmutableArray<Recording> recordings, ReplayRules rules, CancellationToken cancellation)
    {
        ServerReplayer server = new(new ServerReplayOptions
        {
            Speed = parsed.GetValue(ReplayArguments.Speed) ?? PlaybackSpeed.AsRecorded,
            Unexpected = parsed.GetValue(ReplayArguments.Unexpected),
            Rules = rules,
            Loops = parsed.GetValue(ReplayArguments.Loop),
        });
        ImmutableArray<ServedSession> served = await server.ServeAsync(
            recordings, parsed.GetRequiredValue(ReplayArguments.Listen), endpoint => Console.Error.WriteLine($"listening on {endpoint}"), cancellation);
        if (parsed.GetValue(ReplayArguments.Json))
        {
            WriteJson(output => ServedText.WriteJson(output, served));
        }
        else
        {
            ServedText.Write(Console.Out, served);
        }

        return cancellation.IsCancellationRequested ? ExitCode.Interrupted
            : served.Any(session => !session.Unexpected.IsEmpty) ? ExitCode.Findings
            : ExitCode.Done;
    }

    // the shipped rules and the user's; null: those make no sense, and the user knows
    private static ReplayRules? ReadRules(ParseResult parsed)
    {
        if (parsed.GetValue(ReplayArguments.Rules) is not { } file)
        {
            return ReplayRules.Shipped;
        }

        ReplayRules? more = RulesFile.Parse(file, File.ReadAllText(file), out string reason);
        if (more is null)
        {
            Console.Error.WriteLine($"qmpfuzz: {reason}");
        }

        return more is null ? null : ReplayRules.Shipped.With(more);
    }

    // says what is wrong with the files; true if nothing can be played
    private static bool Complains(RecordingFiles files)
    {
        foreach (SessionFault fault in files.Unreadable)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}");
        }

        foreach (SessionFault fault in files.Damaged)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}; playing what stands before");
        }

        foreach (string file in files.Torn)
        {
            Console.Error.WriteLine($"qmpfuzz: {file}: the last line is incomplete and is left out");
        }

        return !files.Unreadable.IsEmpty;
    }

    private static bool Refuses(ParseResult parsed, ImmutableArray<Recording> recordings)
    {
        bool disposable = parsed.GetValue(ReplayArguments.AllowDestructive) || parsed.GetValue(ReplayArguments.Spawn) is not null;
        int refused = 0;
        foreach (Refusal refusal in SafetyCheck.Judge(recordings, new SafetyPolicy(disposable, parsed.GetValue(ReplayArguments.AllowHostAccess))))
        {
            if (refused++ < MostRefusals)
            {
                string why = refusal.Danger == Danger.ChangesVm
                    ? "ends or changes the VM (--allow-destructive if it is disposable)"
                    : "reaches the host (--allow-host-access)";
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{refusal.Session}: {refusal.At.TotalSeconds:0.000000} s: {refusal.Command} {why}: {refusal.Text}"));
            }
        }

        if (refused > 0)
        {
            string more = refused > MostRefusals ? $", of which {refused - MostRefusals} are not shown" : "";
            Console.Error.WriteLine($"qmpfuzz: refused, nothing was sent: {refused} dangerous command{(refused == 1 ? "" : "s")}{more}");
        }

        return refused > 0;
    }

    private static void Print(ParseResult parsed, RepeatedReplay replays, ReplayOptions options)
    {
        bool repeated = parsed.GetValue(ReplayArguments.Repeat) > 1;
        if (parsed.GetValue(ReplayArguments.Json))
        {
            WriteJson(output => ReportJson.Write(output, replays.Example, options, repeated ? replays.WriteJson : null));
            return;
        }

        ReportText.Write(Console.Out, replays.Example, options, HasColours, parsed.GetValue(ReplayArguments.Timeline));
        if (repeated)
        {
            replays.Write(Console.Out);
        }
    }

    private static void PrintDryRun(ParseResult parsed, ImmutableArray<Recording> recordings)
    {
        if (!parsed.GetValue(ReplayArguments.Json))
        {
            foreach (Recording recording in recordings)
            {
                DryRun.Of(recording).Write(Console.Out);
            }

            return;
        }

        WriteJson(output =>
        {
            using Utf8JsonWriter writer = new(output);
            writer.WriteStartObject();
            writer.WriteStartArray("sessions");
            foreach (Recording recording in recordings)
            {
                DryRun.Of(recording).WriteJson(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void WriteJson(Action<Stream> write)
    {
        using Stream output = Console.OpenStandardOutput();
        write(output);
        output.Write("\n"u8);
    }
}
