using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class EventRateRule : ProtocolRule
{
    // the limit is a second; what records real traffic may be late for the first of two
    private const long Shortest = 500_000;

    public override string Name => "event-rate";

    public override string Sentence =>
        "Some events are rate-limited to at most one per second; additional ones are dropped, and the last one is delayed.";

    public override string Section => "qmp-spec 2.5";

    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation)
    {
        if (message.Kind != ServerMessageKind.Event || conversation.Machine.Now is not { } now || message.Source is not { IsRateLimited: true } source)
        {
            return null;
        }

        bool tooSoon = conversation.Events.SentBefore(source) is { } before && now - before < Shortest;
        conversation.Events.Send(source, now);
        return tooSoon ? new Objection("early", "at most one such event a second", "another one") : null;
    }
}
