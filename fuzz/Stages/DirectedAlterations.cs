using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// A script with one alteration each: every kind of alteration of a message on every message, then every kind of alteration of a value on
/// one value of each name in a message. Kind by kind, the costly ones last, so that what is weak everywhere shows soon.
/// </summary>
internal static class DirectedAlterations
{
    private const int ValuesOfMessage = 48;
    private const int Room = 4096;

    public static IEnumerable<StoredTestcase> Of(byte[] script)
    {
        MutationContext context = new(new DeterministicRandom(0), MutationDictionary.Empty, script.Length + Room);
        context.Begin(script, [], []);
        Stretch[] messages = [.. context.Outline.Messages];
        (Stretch Value, int Message)[] values = [.. messages.Index().SelectMany(each => ValuesOf(context, each.Item).Select(value => (value, each.Index)))];
        return MessageAlterations.All.SelectMany(kind => messages.Select((message, number) => Alter(context, script, message, kind, number)))
            .Concat(ValueAlterations.All.SelectMany(kind => values.Select(each => Alter(context, script, each.Value, kind, each.Message))))
            .OfType<StoredTestcase>();
    }

    private static StoredTestcase? Alter(MutationContext context, byte[] script, Stretch place, (string Name, Alteration Alteration) kind, int message)
    {
        context.Begin(script, [], []);
        return kind.Alteration(context, place)
            ? new StoredTestcase(string.Create(CultureInfo.InvariantCulture, $"message-{message}-{kind.Name}"), context.Input.Bytes.ToArray())
            : null;
    }

    /// <summary>Of the values of one message those that have a name that none before them has; of a list the first.</summary>
    private static List<Stretch> ValuesOf(MutationContext context, Stretch message)
    {
        JsonOutline outline = context.Outline;
        List<Stretch> values = [];
        HashSet<string> seen = [];
        List<string> names = [];                            // of the member that we are in, by depth
        int opener = Members.Opener(outline, message);
        for (int piece = opener; piece < outline.Pieces.Count && outline.Pieces[piece].Start < message.End && values.Count < ValuesOfMessage; piece++)
        {
            Piece each = outline.Pieces[piece];
            if (outline.IsKey(piece))
            {
                names = [.. Path(names, each.Depth), Encoding.UTF8.GetString(context.Input.Bytes[each.Start..each.End])];
            }
            else if (outline.EndOfValue(piece) is > 0 and int end && seen.Add(string.Join('/', Path(names, each.Depth + 1))))
            {
                values.Add(new Stretch(each.Start, end));
            }
        }

        return values;
    }

    private static IEnumerable<string> Path(List<string> names, int depth) => names.Take(depth).Concat(Enumerable.Repeat("", Math.Max(0, depth - names.Count)));
}
