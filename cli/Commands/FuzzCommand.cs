using System.Buffers.Binary;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Workers;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz fuzz</c>: a coverage-guided campaign.</summary>
internal static class FuzzCommand
{
    private const int SharedInputLimit = 1 << 20;
    private const int ScriptLength = 1 << 18;                // a reply may be long: of query-qmp-schema some 200 kB
    private const string DefaultFolder = "qmpfuzz-out";

    private static readonly TargetArguments Target = new();
    private static readonly Option<string?> Dictionary = new("--dict") { Description = "A dictionary in AFL's format, in place of the shipped one.", HelpName = "FILE" };
    private static readonly Option<ProtocolDialect?> Dialect = Verb.DialectOrAll();
    private static readonly Option<string[]> CorpusFolders = new("--corpus") { Description = "Folders of testcases to start from, in place of the shipped seeds.", HelpName = "DIR", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Out = new("--out") { Description = "The campaign folder; one that is there is gone on with.", HelpName = "DIR", DefaultValueFactory = _ => DefaultFolder };
    private static readonly Option<TimeSpan?> Time = new("--time") { Description = "How long: 60s, 5m, 8h (default: until stopped).", HelpName = "T", CustomParser = Verb.ParseTime };
    private static readonly Option<long?> Executions = new("--execs") { Description = "How many executions (default: until stopped)." , HelpName = "N" };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Same seed, same corpus, same build: same run (default: drawn and printed).", HelpName = "N" };
    private static readonly Option<int> MaxLength = new("--max-len") { Description = "The longest testcase that is made.", HelpName = "BYTES", DefaultValueFactory = _ => 8192 };
    private static readonly Option<byte[]?> Schema = new("--schema") { Description = "Makes commands from this schema, a saved reply of query-qmp-schema (default: what a server in a process of its own says).", HelpName = "FILE", CustomParser = ParseSchema };
    private static readonly Option<FeedbackKinds> Feedback = new("--feedback") { Description = "What guides it: edges, cmp, state, order, with commas between (default: all).", HelpName = "KINDS", CustomParser = ParseFeedback, DefaultValueFactory = _ => FeedbackKinds.All };
    private static readonly Option<string[]> WithoutMutators = new("--without") { Description = "Families of mutators that are not to be used, as in the yields.", HelpName = "FAMILY", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> StopOnFinding = new("--stop-on-finding") { Description = "Ends with the first new finding." };
    private static readonly Option<int> Jobs = new("--jobs") { Description = "How many worker processes, which share what they find; of clients: how many are started ahead.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Sync = new("--sync") { Description = "A folder that instances of afl-fuzz share (their -o); the campaign folder is then NAME in it.", HelpName = "DIR" };
    private static readonly Option<string> InstanceName = new("--name") { Description = "What the campaign is called there.", HelpName = "NAME", DefaultValueFactory = _ => "qmpfuzz" };
    private static readonly Option<bool> InProcess = new("--in-process") { Description = "No worker process: a target that kills its process ends the campaign." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    private static readonly string[] NotRepeated = [Out.Name, Sync.Name, InstanceName.Name, Seed.Name, Json.Name];

    public static Command Create()
    {
        Command command = new("fuzz", "Fuzzes a QMP server; without arguments the built-in one, from the shipped seeds, until stopped. Or a client: --clients 'python3 {cwd}/client.py {socket}'.")
        {
            Dialect, CorpusFolders, Dictionary, Out, Time, Executions, Seed, MaxLength, Schema, Feedback, WithoutMutators, StopOnFinding, Jobs, Sync,
            InstanceName, InProcess, Json,
        };
        Target.AddTo(command);
        Bound(Jobs, 1, 256, "as many as there are cores, at most");
        Bound(MaxLength, 1, SharedInputLimit, "what a supervisor can show");
        Bound(Target.Memory, 64, int.MaxValue, "the runtime alone needs 64");
        return command.Runs(RunAsync);
    }

    private static void Bound(Option<int> option, int least, int most, string reason) => option.Validators.Add(result =>
    {
        if (Verb.NumberOf(result) is { } value && (value < least || value > most))
        {
            result.AddError($"{option.Name} {value}: expected {least} to {most}: {reason}");
        }
    });

    /// <summary>An option that asks for what worker processes do, where there are none; null: none.</summary>
    public static string? NeedsWorkers(ParseResult parsed)
    {
        if (Target.HasClients(parsed))
        {
            return parsed.GetResult(Sync) is { Implicit: false } ? $"{Sync.Name} needs worker processes, and there are none with {TargetArguments.Clients}" : null;
        }

        bool isLive = parsed.GetValue(Target.Choice) is { IsLive: true };
        if (!isLive && !parsed.GetValue(InProcess))
        {
            return null;
        }

        Option[] needing = isLive ? [Jobs, Target.Memory, Sync] : [Jobs, Target.Memory, Sync, Target.Timeout];
        return needing.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
            ? $"{given.Name} needs worker processes, and there are none {(isLive ? "for a server in a process of its own" : $"with {InProcess.Name}")}"
            : null;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (NeedsWorkers(parsed) is { } refusal)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {refusal}");
            return ExitCode.BadInput;
        }

        CampaignPlan plan = Read(parsed);
        FuzzOptions options = plan.Options;
        if (options.DictionaryFault is { } fault)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {parsed.GetValue(Dictionary)}: {fault}");
            return ExitCode.BadInput;
        }

        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"fuzzing {DescribeTarget(options)}, seed {options.Seed}, {options.Seeds.Count} testcases to start from, into {options.Folder}"));
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (parsed.GetValue(Time) is { } time)
        {
            limit.CancelAfter(time);
        }

        Action<CampaignStatus> progress = Console.IsErrorRedirected
            ? new FuzzProgressLine(Console.Error).Show
            : new StatusScreen(Console.Error, $"qmpfuzz {options.Target} ({options.Folder})").Show;
        FuzzReport result = await plan.RunAsync(progress, limit.Token);
        if (!options.Target.SharesServer && result.Signatures.Count > 0)
        {
            await Console.Error.WriteLineAsync("running what is new in processes of its own");
            FuzzCampaign.OpenFindings(options).RunAfresh(cancellation);
        }

        Print(parsed, result);
        return cancellation.IsCancellationRequested ? ExitCode.Interrupted : result.Signatures.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    private static string DescribeTarget(FuzzOptions options) => options.Target.IsEmbedded
        ? $"the embedded server, {(options.Dialect is { } dialect ? $"dialect {dialect.Name}" : "all dialects")}"
        : $"{options.Target}";

    private static void Print(ParseResult parsed, FuzzReport report)
    {
        if (parsed.GetValue(Json))
        {
            report.PrintJson(Console.Out);
        }
        else
        {
            report.PrintText(Console.Out);
        }
    }

    /// <summary>What a parsed command line asks for.</summary>
    public static CampaignPlan Read(ParseResult parsed)
    {
        FuzzOptions options = Options(parsed);
        WorkerOptions workers = new() { Program = options.Program, ProgramArguments = options.ProgramArguments, Jobs = parsed.GetValue(Jobs), Timeout = parsed.GetValue(Target.Timeout), Memory = parsed.GetValue(Target.Memory), SyncFolder = parsed.GetValue(Sync) };
        return new CampaignPlan(options, workers, parsed.GetValue(InProcess) || options.Target.IsLive);
    }

    private static FuzzOptions Options(ParseResult parsed)
    {
        string[] folders = parsed.GetValue(CorpusFolders) ?? [];
        ulong seed = parsed.GetValue(Seed) ?? BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) >> 32;
        TargetChoice target = Target.Read(parsed);
        target = target with { Live = target.Live with { ClientsAhead = parsed.GetResult(Jobs) is { Implicit: false } ? parsed.GetValue(Jobs) : Environment.ProcessorCount } };
        return new FuzzOptions
        {
            Target = target,
            Folder = parsed.GetValue(Sync) is { } sync ? Path.Combine(sync, parsed.GetRequiredValue(InstanceName)) : parsed.GetRequiredValue(Out),
            Seeds = folders.Length > 0 ? [.. folders.SelectMany(CampaignFolder.Load)] : ShippedSeeds(target, parsed.GetValue(Dialect)),
            Dictionary = parsed.GetValue(Dictionary) is { } dictionary ? File.ReadAllLines(dictionary) : target.Path is null ? ShippedFiles.LoadDictionary() : [],
            Dialect = parsed.GetValue(Dialect),
            Schema = parsed.GetResult(Schema) is null ? null : parsed.GetValue(Schema),
            Feedback = parsed.GetValue(Feedback),
            WithoutMutators = parsed.GetValue(WithoutMutators) ?? [],
            Seed = seed,
            Executions = parsed.GetValue(Executions),
            MaxLength = target.IsClient && parsed.GetResult(MaxLength) is not { Implicit: false } ? ScriptLength : parsed.GetValue(MaxLength),
            StopsOnFinding = parsed.GetValue(StopOnFinding),
            Program = OwnProgram.Path,
            ProgramArguments = OwnProgram.Arguments,
            CommandLine = CommandLine(parsed, seed),
        };
    }

    /// <summary>All of them for the server that speaks all dialects, those of one dialect for a server that speaks one, none for other code.</summary>
    private static IReadOnlyList<StoredTestcase> ShippedSeeds(TargetChoice target, ProtocolDialect? dialect)
    {
        if (target.IsClient)
        {
            return [];                                      // those speak to servers
        }

        if (!target.IsLive)
        {
            return target.IsEmbedded ? ShippedFiles.LoadSeeds() : [];
        }

        int place = ProtocolDialect.All.Index().First(each => each.Item == (dialect ?? ProtocolDialect.Qemu)).Index;
        return [.. ShippedFiles.LoadSeeds()
            .Where(seed => (TestcaseDialect.Of(seed.Testcase, ProtocolDialect.All.Count) ?? 0) == place)
            .Select(seed => seed with { Testcase = TestcaseDialect.Strip(seed.Testcase).ToArray() })];
    }

    /// <summary>The call that repeats this run, into a folder of its own: going on with this one would be another run.</summary>
    private static string CommandLine(ParseResult parsed, ulong seed)
    {
        List<string> words = ["qmpfuzz", "fuzz", "--seed", string.Create(CultureInfo.InvariantCulture, $"{seed}")];
        bool isDropped = false;
        foreach (Token token in parsed.Tokens.Skip(1))
        {
            isDropped = token.Type == TokenType.Option ? NotRepeated.Contains(token.Value) : isDropped;
            if (!isDropped)
            {
                words.Add(token.Value);
            }
        }

        return ShellWords.Join([.. words, Out.Name, "NEWDIR"]);
    }

    private static byte[]? ParseSchema(ArgumentResult argument)
    {
        string file = argument.Tokens[0].Value;
        string reason = "there is no such file";
        byte[]? json = File.Exists(file) ? File.ReadAllBytes(file) : null;
        if (json is null || UpstreamSchema.Parse(json, out reason) is null)
        {
            argument.AddError($"--schema: {file}: {reason}");
        }

        return json;
    }

    private static FeedbackKinds ParseFeedback(ArgumentResult argument)
    {
        FeedbackKinds kinds = FeedbackKinds.None;
        foreach (string word in argument.Tokens[0].Value.Split(','))
        {
            FeedbackKinds? kind = word switch
            {
                "edges" => FeedbackKinds.Edges,
                "cmp" => FeedbackKinds.Comparisons,
                "state" => FeedbackKinds.State,
                "order" => FeedbackKinds.Order,
                _ => null,
            };
            if (kind is null)
            {
                argument.AddError($"--feedback: '{word}' is none of edges, cmp, state, order");
            }

            kinds |= kind ?? FeedbackKinds.None;
        }

        return kinds;
    }
}
