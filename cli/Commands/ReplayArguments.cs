using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Mock;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Cli.Commands;

/// <summary>Which side of the recording is played.</summary>
internal enum ReplaySide
{
    Client,
    Server,
}

/// <summary>What <c>qmpfuzz replay</c> takes.</summary>
internal static class ReplayArguments
{
    public static readonly Argument<string[]> Sessions = new("SESSION") { Description = "Session files (*.qmps), or folders of them.", Arity = ArgumentArity.OneOrMore };
    public static readonly Option<ReplaySide> As = new("--as") { Description = "Which side is played: the client against a server, or the server for a client.", DefaultValueFactory = _ => ReplaySide.Client };
    public static readonly Option<QmpEndpoint> Connect = Verb.Endpoint("--connect", "The server to play against.");
    public static readonly Option<SpawnCommand> Spawn = Parsed<SpawnCommand>("--spawn", "CMD", "Starts this server for the replay; it listens on the path {socket}.", SpawnCommand.TryParse);
    public static readonly Option<QmpEndpoint> Listen = Verb.Endpoint("--listen", "Where clients find the recorded server (--as server).");
    public static readonly Option<PlaybackSpeed?> Speed = Parsed<PlaybackSpeed?>("--speed", "1|N|max", "How much faster than recorded; max: as fast as replies allow.", TryParseSpeed);
    public static readonly Option<PlaybackSync> Sync = new("--sync") { Description = "A send waits for what came before it in the recording, or goes by the clock alone.", DefaultValueFactory = _ => PlaybackSync.Replies };
    public static readonly Option<CompareLevel> Compare = new("--compare") { Description = "Which differences are divergences.", DefaultValueFactory = _ => CompareLevel.Shape };
    public static readonly Option<TimeSpan?> Timeout = Parsed<TimeSpan?>("--timeout", "SECONDS", "How much longer than recorded a message may stay away (10).", TryParseSeconds);
    public static readonly Option<TimeSpan?> MaxGap = Parsed<TimeSpan?>("--max-gap", "SECONDS", "Cuts recorded pauses to this.", TryParseSeconds);
    public static readonly Option<TimeSpan?> From = Parsed<TimeSpan?>("--from", "SECONDS", "Plays what was sent from this time on; connecting and negotiation always.", TryParseSeconds);
    public static readonly Option<TimeSpan?> To = Parsed<TimeSpan?>("--to", "SECONDS", "Plays what was sent up to this time.", TryParseSeconds);
    public static readonly Option<bool> Coalesce = new("--coalesce") { Description = "Sends chunks between which nothing happened as one." };
    public static readonly Option<int> Loop = Count("--loop", "Plays all N times against the same server; a divergence ends it.");
    public static readonly Option<int> Repeat = Count("--repeat", "Plays all N times, each time against a fresh target (--spawn), and counts what came of it.");
    public static readonly Option<UnexpectedAnswer> Unexpected = new("--unexpected") { Description = "What a client gets for what the recording does not have (--as server).", DefaultValueFactory = _ => UnexpectedAnswer.Error };
    public static readonly Option<string> Rules = new("--rules") { Description = "More rules about what may differ and what is bound; replay/Rules/rules.txt shows how.", HelpName = "FILE" };
    public static readonly Option<string[]> Descriptors = new("--fd") { Description = "A file to pass for the descriptor that the client called NAME (getfd's fdname, add-fd's opaque).", HelpName = "NAME=PATH" };
    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what would be played, and what of it is dangerous; sends nothing." };
    public static readonly Option<bool> AllowDestructive = new("--allow-destructive") { Description = "The target is disposable: plays commands that end or change the VM." };
    public static readonly Option<bool> AllowHostAccess = new("--allow-host-access") { Description = "Plays commands that reach files, programs or the network of the host." };
    public static readonly Option<bool> Timeline = new("--timeline") { Description = "Prints what was sent and what came, recorded and live." };
    public static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    private delegate bool TryParse<T>(string text, out T? value, out string reason);

    public static Command AddTo(Command command)
    {
        command.Add(Sessions);
        foreach (Option option in (Option[])[
            As, Connect, Spawn, Listen, Speed, Sync, Compare, Timeout, MaxGap, From, To, Coalesce, Loop, Repeat, Unexpected, Rules, Descriptors, DryRun,
            AllowDestructive, AllowHostAccess, Timeline, Json])
        {
            command.Add(option);
        }

        command.Validators.Add(Validate);
        return command;
    }

    public static ReplayOptions Options(ParseResult parsed, ReplayRules rules)
    {
        ReplayOptions defaults = new();
        return defaults with
        {
            Speed = parsed.GetValue(Speed) ?? defaults.Speed,
            Sync = parsed.GetValue(Sync),
            Compare = parsed.GetValue(Compare),
            Timeout = parsed.GetValue(Timeout) ?? defaults.Timeout,
            LongestGap = parsed.GetValue(MaxGap),
            From = parsed.GetValue(From) ?? defaults.From,
            To = parsed.GetValue(To) ?? defaults.To,
            Coalesce = parsed.GetValue(Coalesce),
            Loops = parsed.GetValue(Loop),
            Rules = rules,
            Descriptors = (parsed.GetValue(Descriptors) ?? []).Select(text => text.Split('=', 2)).ToImmutableDictionary(pair => pair[0], pair => pair[^1]),
        };
    }

    private static void Validate(CommandResult result)
    {
        bool asServer = result.GetResult(As)?.Tokens is [{ Value: var side }] && string.Equals(side, nameof(ReplaySide.Server), StringComparison.OrdinalIgnoreCase);
        if (asServer && (result.GetResult(Listen) is null || result.GetResult(Connect) is not null || result.GetResult(Spawn) is not null))
        {
            result.AddError("replay: --as server takes --listen ENDPOINT");
        }
        else if (!asServer && !result.GetValue(DryRun) && result.GetResult(Connect) is null == result.GetResult(Spawn) is null)
        {
            result.AddError("replay: give one of --connect ENDPOINT and --spawn CMD");
        }
        else if (Verb.NumberOf(result.GetResult(Repeat)) > 1 && result.GetResult(Spawn) is null)
        {
            result.AddError("replay: --repeat needs --spawn CMD, a fresh target each time");
        }
    }

    private static Option<int> Count(string name, string description)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => 1 };
        option.Validators.Add(result =>
        {
            if (Verb.NumberOf(result) < 1)
            {
                result.AddError($"{name}: a number from 1 on");
            }
        });
        return option;
    }

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
