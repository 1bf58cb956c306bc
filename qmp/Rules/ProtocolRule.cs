using System.Reflection;
using QmpFuzz.Qmp.Rules.Pairing;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

/// <summary>Something that must hold over every transcript, whatever was sent. A rule has no state and never uses the parser under test.</summary>
public abstract class ProtocolRule
{
    /// <summary>What reports and signatures call it.</summary>
    public abstract string Name { get; }

    /// <summary>The sentence of the specification that it checks.</summary>
    public abstract string Sentence { get; }

    /// <summary>Where that sentence stands.</summary>
    public abstract string Section { get; }

    /// <summary>Every rule, in the order in which they are asked: what is broken first names the violation.</summary>
    public static IReadOnlyList<ProtocolRule> All { get; } =
    [
        new NothingAfterLeavingRule(),
        new OneJsonLineRule(),
        new KnownMessageRule(),
        new GreetingFirstRule(),
        new GreetingMembersRule(),
        new ErrorMembersRule(),
        new NoEventBeforeNegotiationRule(),
        new ErrorsBeforeNegotiationRule(),
        new NegotiationSucceedsRule(),
        new NegotiatedOnceRule(),
        new JsonJudgedRule(),
        new MalformedRefusedRule(),
        new IdRequiredRule(),
        new SyncDelimitedRule(),
        new IdEchoedRule(),
        new InOrderRule(),
        new RecoversRule(),
        new AnsweredOnceRule(),
        new StaysConnectedRule(),
        new EventRateRule(),
        new EventDeliveredRule(),
        new QueueLimitRule(),
        new ReadsOnRule(),
        new BaseLineRule(),
    ];

    /// <summary>Whether the rule holds in that dialect.</summary>
    internal virtual bool AppliesTo(DialectRules dialect) => true;

    /// <summary>Whether the rule has something to say there, so that the others need not be asked for each message.</summary>
    internal bool Has(string question) =>
        GetType().GetMethod(question, BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType != typeof(ProtocolRule);

    /// <summary>The server put out bytes for a monitor; null, or what is wrong with that.</summary>
    internal virtual Objection? OnOutput(Conversation conversation) => null;

    /// <summary>The server finished a line.</summary>
    internal virtual Objection? OnLine(in ServerLine line) => null;

    /// <summary>The line is a message of a known kind, or of none.</summary>
    internal virtual Objection? OnMessage(in ServerMessage message, Conversation conversation) => null;

    /// <summary>A reply fits nothing that was asked.</summary>
    internal virtual Objection? OnMismatch(Mismatch mismatch, Conversation conversation) => null;

    /// <summary>The server closed the connection.</summary>
    internal virtual Objection? OnServerClosed(Conversation conversation) => null;

    /// <summary>Everything was drained, and the client is still there.</summary>
    internal virtual Objection? OnDrained(Conversation conversation) => null;

    /// <summary>The server took input and came to rest: it does no more by itself.</summary>
    internal virtual Objection? OnRest(Conversation conversation) => null;

    /// <summary>Everything was drained, and the server has not taken all that the client sent.</summary>
    internal virtual Objection? OnUnread(Conversation conversation) => null;

    /// <summary>Everybody has left, and this is still there.</summary>
    internal virtual Objection? OnLeftBehind(Remainder remainder) => null;
}

/// <summary>Why a rule objects; <paramref name="Kind"/> is part of the signature, the rest is for the reader.</summary>
internal sealed record Objection(string Kind, string Expected, string Came, KnownDeviation? Known = null);
