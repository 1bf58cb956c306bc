using System.Buffers;
using System.Text.Json;

namespace QmpFuzz.Fuzz.Generation;

/// <summary>
/// Names that a server has spoken of (ids, paths, node names), to be used in commands to it: the last few, in the order in which they came.
/// They stand as JSON strings.
/// </summary>
internal sealed class MentionedValues
{
    private const int Limit = 256;
    private const int LongestName = 256;
    private const int Outermost = 1;                        // the echo of an id stands there

    private static readonly SearchValues<string> Naming = SearchValues.Create(
        ["name", "id", "path", "node-name", "device", "qdev", "qom-path", "qom_path", "qdev_id", "type", "driver", "label", "qom-type", "parent", "default", "fd", "fdset-id", "job", "parent-name"], StringComparison.Ordinal);

    private readonly List<byte[]> _values = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _oldest;

    public int Count => _values.Count;

    public ReadOnlySpan<byte> Pick(DeterministicRandom random) => _values[random.Below(_values.Count)];

    /// <summary>Takes the names out of a line that the server sent; a line that is no JSON has none.</summary>
    public void Learn(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        bool isNaming = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    isNaming = Naming.Contains(reader.GetString()!);
                }
                else if (isNaming && reader.CurrentDepth > Outermost && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= LongestName)
                {
                    Add(reader.GetString()!);
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return;                                         // not JSON, or a string that is no text: what stood before it is learnt
        }
    }

    private void Add(string value)
    {
        if (!_known.Add(value))
        {
            return;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value);
        if (_values.Count < Limit)
        {
            _values.Add(json);
            return;
        }

        _known.Remove(JsonSerializer.Deserialize<string>(_values[_oldest])!);
        _values[_oldest] = json;
        _oldest = (_oldest + 1) % Limit;
    }
}
