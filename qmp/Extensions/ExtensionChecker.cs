using System.Text.Json;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// The rules for private extensions over what one server says, message by message and in its schema. Rules 1 to 4, and which names
/// need a prefix, are known only beside an upstream schema of the server's version; else the form of names and the banner are judged.
/// Each member is reported once.
/// </summary>
public sealed class ExtensionChecker
{
    // takes any properties of the device beside those that its schema shows (qapi/qdev.json, 'gen': false)
    private const string TakesAnything = "device_add";

    private static readonly string[] DialectsOfTheSchema = ["qemu", "strict"];

    private readonly UpstreamSchema? _upstream;
    private readonly string _dialect;
    private readonly HashSet<(ExtensionRule, string)> _reported = [];

    public ExtensionChecker(UpstreamSchema? upstream, string dialect = "qemu")
    {
        (_upstream, _dialect) = (upstream, dialect);
        OnlyNames = upstream is null ? "there is no upstream schema to compare with"
            : !DialectsOfTheSchema.Contains(dialect) ? $"upstream's schema is not of dialect {dialect}"
            : "the server did not tell its version";
    }

    /// <summary>Why only names and the banner are judged, as far as is known; null if everything is.</summary>
    public string? OnlyNames { get; private set; }

    /// <summary>Upstream may not use the downstreams' names either.</summary>
    public static IEnumerable<ExtensionBreach> CheckUpstream(UpstreamSchema upstream) =>
        from name in upstream.Schema.Commands.Keys.Concat(upstream.Schema.Events.Keys).Concat(upstream.Capabilities).Concat(upstream.ErrorClasses)
        where DownstreamName.IsReserved(name)
        select new ExtensionBreach(ExtensionRule.ReservedPrefix, name, "upstream has a name that begins with __");

    /// <summary>The server's greeting.</summary>
    public IEnumerable<ExtensionBreach> OnGreeting(JsonElement greeting)
    {
        foreach (string fault in BannerForm.Faults(greeting, tellsVersion: _dialect != "handshake-2010"))
        {
            yield return new ExtensionBreach(ExtensionRule.UnchangedBanner, "greeting", fault);
        }

        if (!greeting.TryGetProperty("QMP", out JsonElement banner) || banner.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        NoteVersion(banner);
        if (OnlyNames is null && banner.TryGetProperty("capabilities", out JsonElement capabilities) && capabilities.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement capability in capabilities.EnumerateArray().Where(IsNewCapability))
            {
                yield return new ExtensionBreach(ExtensionRule.NoNewCapabilities, "greeting", $"capability {capability.GetRawText()} is not upstream's");
            }
        }
    }

    /// <summary>A command, if it is known which, and its reply.</summary>
    public IEnumerable<ExtensionBreach> OnReply(string? command, JsonElement? arguments, JsonElement reply)
    {
        if (reply.TryGetProperty("error", out JsonElement error))
        {
            return error.ValueKind == JsonValueKind.Object && error.TryGetProperty("class", out JsonElement name) && name.ValueKind == JsonValueKind.String
                ? Fresh(JudgeError(command, name.GetString()!))
                : [];
        }

        return command is not null && reply.TryGetProperty("return", out JsonElement result) ? Fresh(JudgeSuccess(command, arguments, result)) : [];
    }

    /// <summary>An event.</summary>
    public IEnumerable<ExtensionBreach> OnEvent(JsonElement message)
    {
        string name = message.GetProperty("event").GetString() ?? "";
        SchemaEvent? known = OnlyNames is null ? _upstream!.Schema.Events.GetValueOrDefault(name) : null;
        IEnumerable<ExtensionBreach> breaches = known is null ? NewName("event", name)
            : !message.TryGetProperty("data", out JsonElement data) ? []
            : new ValueComparison(_upstream!.Schema).Compare(known.Data, data, "data").SelectMany(found => Judge(ExtensionRule.OnlyNewEvents, $"event {name}", found));
        return Fresh(breaches);
    }

    /// <summary>What <c>query-commands</c> returns.</summary>
    public IEnumerable<ExtensionBreach> OnCommandList(JsonElement list) => Fresh(
        from command in list.EnumerateArray()
        let name = command.GetProperty("name").GetString()
        where OnlyNames is not null || !_upstream!.Schema.Commands.ContainsKey(name)
        from breach in NewName("command", name)
        select breach);

    /// <summary>What <c>query-qmp-schema</c> returns; <paramref name="fault"/> says why it is none.</summary>
    public IEnumerable<ExtensionBreach> OnSchema(JsonElement entities, out string fault) =>
        QmpSchema.Parse(entities, out fault) is { } schema ? Fresh(Commands(schema).Concat(Events(schema))) : [];

    private IEnumerable<ExtensionBreach> Commands(QmpSchema schema)
    {
        foreach (SchemaCommand command in schema.Commands.Values)
        {
            string owner = $"command {command.Name}";
            if (OnlyNames is not null || !_upstream!.Schema.Commands.TryGetValue(command.Name, out SchemaCommand? known))
            {
                foreach (ExtensionBreach breach in NewName("command", command.Name))
                {
                    yield return breach;
                }

                continue;
            }

            SchemaComparison comparison = new(_upstream.Schema, schema);
            IEnumerable<ExtensionBreach> input = comparison.Compare(known.Arguments, command.Arguments, "argument ")
                .Select(found => new ExtensionBreach(ExtensionRule.OnlyNewCommands, $"{owner}, {found.Path}", found.Reason));
            IEnumerable<ExtensionBreach> output = comparison.Compare(known.Result, command.Result, "return")
                .SelectMany(found => Judge(ExtensionRule.OnlyNewCommands, owner, found));
            foreach (ExtensionBreach breach in input.Concat(output))
            {
                yield return breach;
            }
        }
    }

    private IEnumerable<ExtensionBreach> Events(QmpSchema schema)
    {
        SchemaComparison? comparison = OnlyNames is null ? new SchemaComparison(_upstream!.Schema, schema) : null;
        return schema.Events.Values.SelectMany(found => comparison is not null && _upstream!.Schema.Events.TryGetValue(found.Name, out SchemaEvent? known)
            ? comparison.Compare(known.Data, found.Data, "data").SelectMany(difference => Judge(ExtensionRule.OnlyNewEvents, $"event {found.Name}", difference))
            : NewName("event", found.Name));
    }

    private IEnumerable<ExtensionBreach> JudgeSuccess(string command, JsonElement? arguments, JsonElement result)
    {
        if (OnlyNames is not null || !_upstream!.Schema.Commands.TryGetValue(command, out SchemaCommand? known))
        {
            return NewName("command", command);
        }

        ValueComparison comparison = new(_upstream.Schema);
        IEnumerable<ExtensionBreach> input = arguments is { } given && command != TakesAnything
            ? comparison.Compare(known.Arguments, given, "argument ")
                .Select(found => new ExtensionBreach(ExtensionRule.OnlyNewCommands, $"command {command}, {found.Path}", $"{found.Reason}, and was accepted"))
            : [];
        return input.Concat(comparison.Compare(known.Result, result, "return").SelectMany(found => Judge(ExtensionRule.OnlyNewCommands, $"command {command}", found)));
    }

    private IEnumerable<ExtensionBreach> JudgeError(string? command, string errorClass)
    {
        if (OnlyNames is null && _upstream!.ErrorClasses.Contains(errorClass))
        {
            return [];
        }

        bool ofUpstream = OnlyNames is null && command is not null && _upstream!.Schema.Commands.ContainsKey(command);
        return ofUpstream
            ? [new ExtensionBreach(ExtensionRule.ErrorsOfNewCommands, $"command {command}", $"error class '{errorClass}' is not upstream's, and the command is")]
            : NewName("error class", errorClass);
    }

    /// <summary>A member more in what the server says may be a downstream's; all else changes what is upstream's.</summary>
    private static IEnumerable<ExtensionBreach> Judge(ExtensionRule rule, string owner, Difference difference) =>
        difference.Name is { } name && DownstreamName.IsReserved(name)
            ? Form($"{owner}, {difference.Path}", name)
            : [new ExtensionBreach(rule, $"{owner}, {difference.Path}", difference.Reason)];

    /// <summary>A name that is not upstream's, as far as upstream is known.</summary>
    private IEnumerable<ExtensionBreach> NewName(string what, string name) =>
        DownstreamName.IsReserved(name) ? Form($"{what} {name}", name)
        : OnlyNames is null ? [new ExtensionBreach(ExtensionRule.ReservedPrefix, $"{what} {name}", "is not upstream's, and does not begin with __")]
        : [];

    private static IEnumerable<ExtensionBreach> Form(string member, string name) =>
        DownstreamName.TryParse(name, out _, out string reason) ? [] : [new ExtensionBreach(ExtensionRule.ReversedDomain, member, reason)];

    private IEnumerable<ExtensionBreach> Fresh(IEnumerable<ExtensionBreach> breaches) => [.. breaches.Where(breach => _reported.Add((breach.Rule, breach.Member)))];

    private bool IsNewCapability(JsonElement capability) =>
        capability.ValueKind != JsonValueKind.String || !_upstream!.Capabilities.Contains(capability.GetString());

    private void NoteVersion(JsonElement banner)
    {
        string? version = banner.TryGetProperty("version", out JsonElement told) && told.ValueKind == JsonValueKind.Object && told.TryGetProperty("qemu", out JsonElement qemu)
            ? UpstreamSchema.VersionOf(qemu)
            : null;
        if (_upstream is null || !DialectsOfTheSchema.Contains(_dialect))
        {
            return;
        }

        OnlyNames = _upstream.IsOf(version) ? null
            : version is null ? "the server did not tell its version"
            : $"upstream's schema is of version {_upstream.Version}, the server of {version}";
    }
}
