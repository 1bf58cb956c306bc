using System.Text;
using System.Text.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Mock;

/// <summary>One message of a client, recorded or live, or something that is no message.</summary>
/// <param name="Key">Equal for two that ask for the same: name and arguments, without the id.</param>
/// <param name="Name">The command, if it is one.</param>
/// <param name="Id">The id as it was written, or null.</param>
/// <param name="Text">For people.</param>
internal sealed record Utterance(string Key, string? Name, string? Id, string Text)
{
    /// <summary>The key of everything that no server can read.</summary>
    public const string Rubbish = "rubbish";

    public bool IsRubbish => Key == Rubbish;

    /// <summary>What the reply is paired by; see <see cref="ServerMessage.Key"/>.</summary>
    public string ReplyKey => Id is null || !JsonText.TryParse(Encoding.UTF8.GetBytes(Id), out JsonElement id) ? "reply" : "reply " + JsonText.Canonical(id);

    /// <summary>Reads a message in QEMU's spelling; null stands for rubbish.</summary>
    public static Utterance Read(byte[]? message, ReplayRules rules)
    {
        if (message is null)
        {
            return new Utterance(Rubbish, null, null, "bytes that are no JSON");
        }

        string text = Encoding.UTF8.GetString(message);
        if (!JsonText.TryParse(message, out JsonElement value) || value.ValueKind != JsonValueKind.Object)
        {
            return new Utterance(text, null, null, text);
        }

        IEnumerable<string> asked = value.EnumerateObject().Where(member => member.Name != "id").Select(member => $"{member.Name} {JsonText.Canonical(member.Value)}");
        string? name = (value.TryGetProperty("execute", out JsonElement command) || value.TryGetProperty("exec-oob", out command)) && command.ValueKind == JsonValueKind.String
            ? command.GetString()
            : null;
        string? id = value.TryGetProperty("id", out JsonElement given) ? given.GetRawText() : null;
        return new Utterance(WithoutFolders(rules.Normalise(string.Join(' ', asked)), rules), name, id, text);
    }

    // a temporary folder is another one each time: only what stands behind it counts
    private static string WithoutFolders(string text, ReplayRules rules) => rules.Folders.Aggregate(text, (said, folder) => folder.Replace(said, "\u2026"));
}
