using Mono.Cecil;
using QmpFuzz.Fuzz;

namespace QmpFuzz.Bench.Mutants;

/// <summary>Which part of the core a mutation stands in, and how large a share of the mutants each gets.</summary>
internal static class Rooms
{
    /// <summary>Sessions, the queue, the dispatcher, and how a command is found and called.</summary>
    public const string Session = "session, queue, dispatch";

    private const string Prefix = "QmpFuzz.Qmp.";

    private static readonly HashSet<string> Dispatch = ["CommandCall", "CommandTable", "MonitorDescriptors", "VirtualMachine", "MachineEvent"];

    private static readonly HashSet<string> Output = ["JsonWriter", "CanonicalJson", "CanonicalReader", "KeyOrder", "KeyTable"];

    // memory that is used again
    private static readonly HashSet<string> Memory = ["ByteBuffer", "JsonMessage", "MessagePool"];

    /// <summary>Of so many mutants that are tried in turn, those of each room.</summary>
    private static readonly (string Room, int Share)[] Shares =
    [
        (Session, 8), ("lexer and parser", 8), ("messages", 2), ("dialects", 1), ("arguments", 2), ("extensions", 1), ("JSON output", 2), ("machine", 2),
    ];

    public static IEnumerable<string> All => Shares.Select(share => share.Room);

    /// <summary>The room of a type; null: it is not mutated. Neither are the rules that judge, sockets, and the schema, which is data.</summary>
    public static string? Of(TypeDefinition type)
    {
        if (type.DeclaringType is { } outer)
        {
            return Of(outer);
        }

        string name = type.FullName;
        return !name.StartsWith(Prefix, StringComparison.Ordinal) ? null : name[Prefix.Length..].Split('.') switch
        {
            ["Server", ..] => Session,
            ["Machine", { } dispatch] when Dispatch.Contains(dispatch) => Session,
            ["Machine", "Schema", ..] => null,
            ["Machine", ..] => "machine",
            ["Json", { } output] when Output.Contains(output) => "JSON output",
            ["Json", { } memory] when Memory.Contains(memory) => null,
            ["Json", ..] => "lexer and parser",
            ["Messages", ..] => "messages",
            ["Dialects", ..] => "dialects",
            ["Arguments", ..] => "arguments",
            ["Extensions", ..] => "extensions",
            _ => null,
        };
    }

    /// <summary>The order in which they are tried: drawn in each room, the rooms by turns; the same for the same seed and core.</summary>
    public static IEnumerable<MutationPoint> InTurn(IReadOnlyList<MutationPoint> points, ulong seed)
    {
        Dictionary<string, Queue<MutationPoint>> left = Shares.ToDictionary(share => share.Room, share => Drawn([.. points.Where(point => point.Room == share.Room)], seed));
        while (left.Values.Any(queue => queue.Count > 0))
        {
            foreach ((string room, int share) in Shares)
            {
                for (int i = 0; i < share && left[room].TryDequeue(out MutationPoint? point); i++)
                {
                    yield return point;
                }
            }
        }
    }

    private static Queue<MutationPoint> Drawn(MutationPoint[] points, ulong seed)
    {
        DeterministicRandom random = new(seed);
        for (int i = points.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (points[i], points[other]) = (points[other], points[i]);
        }

        return new Queue<MutationPoint>(points);
    }
}
