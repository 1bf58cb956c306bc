namespace QmpFuzz.Qmp.Extensions;

/// <summary>One of the seven rules for private extensions of QMP (18 February 2010): what a downstream may add, and how it is named.</summary>
public sealed record ExtensionRule(int Number, string Name, string Sentence)
{
    public static ExtensionRule OnlyNewCommands { get; } =
        new(1, "only-new-commands", "A downstream adds commands; it does not extend or change those of upstream.");

    public static ExtensionRule OnlyNewEvents { get; } =
        new(2, "only-new-events", "A downstream adds asynchronous messages; it does not extend or change those of upstream.");

    public static ExtensionRule ErrorsOfNewCommands { get; } =
        new(3, "errors-of-new-commands", "New error types are for new commands; commands of upstream fail as upstream's do.");

    public static ExtensionRule NoNewCapabilities { get; } =
        new(4, "no-new-capabilities", "A downstream offers no capability of its own.");

    public static ExtensionRule ReservedPrefix { get; } =
        new(5, "reserved-prefix", "Names that begin with __ are the downstreams', every name of a downstream begins so, and no name of upstream does.");

    public static ExtensionRule ReversedDomain { get; } =
        new(6, "reversed-domain", "A downstream's names are strongly recommended to be __RFQDN_name, with a domain that it owns.");

    public static ExtensionRule UnchangedBanner { get; } =
        new(7, "unchanged-banner", "The greeting has the members of upstream's, with the same types, and no others.");

    public static IReadOnlyList<ExtensionRule> All { get; } =
        [OnlyNewCommands, OnlyNewEvents, ErrorsOfNewCommands, NoNewCapabilities, ReservedPrefix, ReversedDomain, UnchangedBanner];

    /// <summary>Breaking it earns a warning, no more.</summary>
    public bool IsAdvice => this == ReversedDomain;
}

/// <summary>A rule that was broken: by which member (<c>command stop, argument force</c>), and how.</summary>
public sealed record ExtensionBreach(ExtensionRule Rule, string Member, string Reason)
{
    public override string ToString() => $"{Member}: rule {Rule.Number} ({Rule.Name}): {Reason}";
}
