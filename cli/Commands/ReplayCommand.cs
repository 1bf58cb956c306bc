using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Reports;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz replay</c>: plays recordings against a live server and says what it answered differently.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string[]> Sessions = new("SESSION") { Description = "Session files (*.qmps), or folders of them.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<QmpEndpoint> Connect = Verb.Endpoint("--connect", "The server to play against.");

    private static readonly Option<SpawnCommand> Spawn = Parsed<SpawnCommand>("--spawn", "CMD", "Starts this server for the replay; it listens on the path {socket}.", SpawnCommand.TryParse);

    private static readonly Option<PlaybackSpeed?> Speed = Parsed<PlaybackSpeed?>("--speed", "1|N|max", "How much faster than recorded; max: as fast as replies allow.", TryParseSpeed);

    private static readonly Option<PlaybackSync> Sync = new("--sync") { Description = "A send waits for what came before it in the recording, or goes by the clock alone.", DefaultValueFactory = _ => PlaybackSync.Replies };
    private static readonly Option<CompareLevel> Compare = new("--compare") { Description = "Which differences are divergences.", DefaultValueFactory = _ => CompareLevel.Shape };
    private static readonly Option<TimeSpan?> Timeout = Parsed<TimeSpan?>("--timeout", "SECONDS", "How much longer than recorded a message may stay away (10).", TryParseSeconds);
    private static readonly Option<string> Rules = new("--rules") { Description = "More rules about what may differ and what is bound; replay/Rules/rules.txt shows how.", HelpName = "FILE" };
    private static readonly Option<string[]> Descriptors = new("--fd") { Description = "A file to pass for the descriptor that the client called NAME (getfd's fdname, add-fd's opaque).", HelpName = "NAME=PATH" };
    private static readonly Option<bool> Timeline = new("--timeline") { Description = "Prints what was sent and what came, recorded and live." };
    private static readonly Option<TimeSpan?> MaxGap = Parsed<TimeSpan?>("--max-gap", "SECONDS", "Cuts recorded pauses to this.", TryParseSeconds);
    private static readonly Option<bool> AllowDestructive = new("--allow-destructive") { Description = "The target is disposable: plays commands that end or change the VM." };
    private static readonly Option<bool> AllowHostAccess = new("--allow-host-access") { Description = "Plays commands that reach files, programs or the network of the host." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    private delegate bool TryParse<T>(string text, out T? value, out string reason);

    public static Command Create()
    {
        Command command = new("replay", "Plays recorded sessions against a live server, with their timing, and compares the answers.")
        {
            Sessions, Connect, Spawn, Speed, Sync, Compare, Timeout, MaxGap, Rules, Descriptors, AllowDestructive, AllowHostAccess, Timeline, Json,
        };
        Descriptors.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => !token.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError($"--fd: '{token.Value}' is not NAME=PATH");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(Connect) is null == result.GetResult(Spawn) is null)
            {
                result.AddError("replay: give one of --connect ENDPOINT and --spawn CMD");
            }
        });
        return command.Runs(RunAsync);
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        RecordingFiles files = RecordingFiles.Read(parsed.GetRequiredValue(Sessions));
        if (Complains(files) || Refuses(parsed, files.Recordings) || ReadRules(parsed) is not { } rules)
        {
            return ExitCode.BadInput;
        }

        ReplayOptions options = Options(parsed, rules);
        ReplayReport report;
        await using (ReplayProgressLine progress = new(Console.Error, TimeProvider.System))
        {
            report = await PlayAsync(parsed, files.Recordings, options, progress, cancellation);
        }

        Print(parsed, report, options);
        return !report.IsFaithful ? ExitCode.Findings : files.Damaged.IsEmpty ? ExitCode.Done : ExitCode.BadInput;
    }

    private static async Task<ReplayReport> PlayAsync(
        ParseResult parsed, ImmutableArray<Recording> recordings, ReplayOptions options, ReplayProgressLine progress, CancellationToken cancellation)
    {
        ClientReplayer replayer = new(options, TimeProvider.System);
        return parsed.GetValue(Spawn) is { } spawn
            ? await SpawnedReplay.PlayAsync(replayer, recordings, spawn with { MayStartPrograms = parsed.GetValue(AllowHostAccess) }, progress, TimeProvider.System, cancellation)
            : await replayer.PlayAsync(recordings, new ReplayTarget(parsed.GetRequiredValue(Connect)), progress, cancellation);
    }

    private static ReplayOptions Options(ParseResult parsed, ReplayRules rules)
    {
        ReplayOptions defaults = new();
        return defaults with
        {
            Speed = parsed.GetValue(Speed) ?? defaults.Speed,
            Sync = parsed.GetValue(Sync),
            Compare = parsed.GetValue(Compare),
            Timeout = parsed.GetValue(Timeout) ?? defaults.Timeout,
            LongestGap = parsed.GetValue(MaxGap),
            Rules = rules,
            Descriptors = (parsed.GetValue(Descriptors) ?? []).Select(text => text.Split('=', 2)).ToImmutableDictionary(pair => pair[0], pair => pair[^1]),
        };
    }

    // the shipped rules and the user's; null: those make no sense, and the user knows
    private static ReplayRules? ReadRules(ParseResult parsed)
    {
        if (parsed.GetValue(Rules) is not { } file)
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
        bool disposable = parsed.GetValue(AllowDestructive) || parsed.GetValue(Spawn) is not null;
        ImmutableArray<Refusal> refusals = SafetyCheck.Judge(recordings, new SafetyPolicy(disposable, parsed.GetValue(AllowHostAccess)));
        foreach (Refusal refusal in refusals)
        {
            string why = refusal.Danger == Danger.ChangesVm
                ? "ends or changes the VM (--allow-destructive if it is disposable)"
                : "reaches the host (--allow-host-access)";
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{refusal.Session}: {refusal.At.TotalSeconds:0.000000} s: {refusal.Command} {why}: {refusal.Text}"));
        }

        if (!refusals.IsEmpty)
        {
            Console.Error.WriteLine($"qmpfuzz: refused, nothing was sent: {refusals.Length} dangerous command{(refusals.Length == 1 ? "" : "s")}");
        }

        return !refusals.IsEmpty;
    }

    private static void Print(ParseResult parsed, ReplayReport report, ReplayOptions options)
    {
        if (parsed.GetValue(Json))
        {
            using Stream output = Console.OpenStandardOutput();
            ReportJson.Write(output, report, options);
            output.Write("\n"u8);
            return;
        }

        ReportText.Write(Console.Out, report, options, HasColours, parsed.GetValue(Timeline));
    }

    private static bool HasColours => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static Option<T> Parsed<T>(string name, string helpName, string description, TryParse<T> tryParse) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = argument =>
        {
            if (tryParse(argument.Tokens[0].Value, out T? value, out string reason))
            {
                return value;
            }

            argument.AddError($"{name}: {reason}");
            return default;
        },
    };

    private static bool TryParseSpeed(string text, out PlaybackSpeed? speed, out string reason)
    {
        reason = $"'{text}' is neither a factor like 1 or 2.5 nor max";
        return PlaybackSpeed.TryParse(text, out speed);
    }

    private static bool TryParseSeconds(string text, out TimeSpan? time, out string reason)
    {
        const double longest = 86_400 * 24;                 // what the system's timers take
        reason = $"'{text}' is not a number of seconds";
        bool good = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= longest;
        time = good ? TimeSpan.FromSeconds(seconds) : null;
        return good;
    }
}
