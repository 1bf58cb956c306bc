using System.Collections.Immutable;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Matching;

/// <summary>Compares what two servers said to the same: outside of a replay, with the rules that ship.</summary>
public static class MessageComparison
{
    private static readonly Comparison Shapes = new(CompareLevel.Shape, ReplayRules.Shipped, null);
    private static readonly Comparison Values = new(CompareLevel.Exact, ReplayRules.Shipped, null);

    /// <summary>Where two lines differ: greetings and events never, returns by shape, everything else by value.</summary>
    public static ImmutableArray<Difference> Differences(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        ServerMessage first = ServerMessage.Read(one, default);
        ServerMessage second = ServerMessage.Read(other, default);
        return (first.Kind, second.Kind) switch
        {
            (ServerMessageKind.Greeting, ServerMessageKind.Greeting) => [],
            (ServerMessageKind.Return, ServerMessageKind.Return) => Shapes.Compare(first, second, command: null),
            _ => Values.Compare(first, second, command: null),
        };
    }

    /// <summary>Whether a line is an event, which comes when it comes.</summary>
    public static bool IsEvent(ReadOnlyMemory<byte> line) => ServerMessage.Read(line, default).Kind == ServerMessageKind.Event;
}
