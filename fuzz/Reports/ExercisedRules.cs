namespace QmpFuzz.Fuzz.Reports;

/// <summary>Kinds of lines that a server sends, as feedbacks tell them apart.</summary>
internal enum AnswerKind
{
    Return = 1,
    Error = 2,
    Greeting = 3,
    Event = 4,
    Other = 5,
}

/// <summary>Which rules have something to judge in which line: a rule counts as exercised where such a line was sent.</summary>
internal static class ExercisedRules
{
    private static readonly AnswerKind[] Replies = [AnswerKind.Return, AnswerKind.Error];
    private static readonly AnswerKind[] Everything = [AnswerKind.Return, AnswerKind.Error, AnswerKind.Greeting, AnswerKind.Event, AnswerKind.Other];

    /// <summary>By name: the kinds of lines that the rule judges. Negotiation: only those sent before it is over.</summary>
    internal static IReadOnlyDictionary<string, (AnswerKind[] Kinds, bool Negotiation)> Table { get; } = new Dictionary<string, (AnswerKind[], bool)>
    {
        ["nothing-after-leaving"] = (Everything, false),
        ["one-json-line"] = (Everything, false),
        ["known-message"] = (Everything, false),
        ["greeting-first"] = (Everything, false),
        ["greeting-members"] = ([AnswerKind.Greeting], false),
        ["error-members"] = ([AnswerKind.Error], false),
        ["no-event-before-negotiation"] = ([AnswerKind.Event], true),
        ["errors-before-negotiation"] = (Replies, true),
        ["negotiation-succeeds"] = (Replies, true),
        ["negotiated-once"] = (Replies, false),
        ["json-judged"] = (Replies, false),
        ["malformed-refused"] = (Replies, false),
        ["id-required"] = (Replies, false),
        ["sync-delimited"] = (Replies, false),
        ["id-echoed"] = (Replies, false),
        ["in-order"] = (Replies, false),
        ["recovers"] = (Replies, false),
        ["answered-once"] = (Replies, false),
        ["stays-connected"] = (Everything, false),
        ["event-rate"] = ([AnswerKind.Event], false),
        ["event-delivered"] = ([AnswerKind.Event], false),
        ["queue-limit"] = (Replies, false),
        ["reads-on"] = (Replies, false),
        ["base-line"] = (Everything, false),
    };

    public static IEnumerable<string> By(AnswerKind kind, bool negotiation, IEnumerable<string> rules) =>
        rules.Where(rule => Table.TryGetValue(rule, out (AnswerKind[] Kinds, bool Negotiation) row) && row.Kinds.Contains(kind) && (negotiation || !row.Negotiation));
}
