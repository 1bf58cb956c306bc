using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Rules;

/// <summary>A transcript of the real QEMU 7.2: what was sent, and every line that came back, as it was.</summary>
internal sealed class RecordedTranscript
{
    public const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}, "capabilities": ["oob"]}}""";

    private readonly JsonElement _line;

    private RecordedTranscript(JsonElement line) => _line = line;

    public string Name => _line.GetProperty("name").GetString()!;

    public static IEnumerable<RecordedTranscript> ReadAll() =>
        from line in File.ReadLines(Repository.PathOf("corpus/conformance/qemu-7.2/public.jsonl"))
        select new RecordedTranscript(JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 4096 }).RootElement);

    /// <summary>Plays it to the rules: each send, and after it the replies that were waited for.</summary>
    public void Play(Dialogue dialogue)
    {
        string[] replies = [.. _line.GetProperty("replies_raw").EnumerateArray().Select(reply => reply.GetString()!)];
        int seen = 0;
        dialogue.Connects().Server(Greeting);
        foreach (JsonElement step in _line.GetProperty("steps").EnumerateArray())
        {
            if (step.TryGetProperty("send_hex", out JsonElement sent))
            {
                dialogue.ClientBytes(Convert.FromHexString(sent.GetString()!));
            }
            else if (step.TryGetProperty("wait_replies", out JsonElement wait))
            {
                for (; seen < wait.GetInt32(); seen++)
                {
                    dialogue.Server(replies[seen]);
                }
            }
        }

        foreach (string reply in replies[seen..])
        {
            dialogue.Server(reply);
        }

        End(dialogue);
    }

    private void End(Dialogue dialogue)
    {
        if (_line.GetProperty("closed_by_server").GetBoolean())
        {
            dialogue.ServerCloses();
        }

        dialogue.Drained();
    }
}
