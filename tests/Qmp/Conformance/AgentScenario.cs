using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>A case of <c>scenarios.txt</c>: what is said to a guest agent; the head of that file tells its grammar.</summary>
internal static class AgentScenario
{
    public static IReadOnlyList<Transcript> ReadAll()
    {
        List<Transcript> all = [];
        List<string> lines = [];
        foreach (string line in File.ReadLines(Repository.PathOf("corpus/conformance/qemu-ga-7.2/scenarios.txt")).Append("= "))
        {
            if (line.StartsWith("= ", StringComparison.Ordinal) && lines.Count > 0)
            {
                all.Add(Parse(lines, all.Count + 1));
                lines.Clear();
            }

            if (line.Length > 0 && line[0] != '#')
            {
                lines.Add(line);
            }
        }

        return all;
    }

    private static Transcript Parse(List<string> lines, int number)
    {
        string[] words = lines[0].Split(' ');
        List<TranscriptStep> steps = [.. lines.Skip(1).Select(ParseStep)];
        if (steps[^1] is HalfCloseStep)
        {
            steps.Add(new ReconnectStep());
        }

        string sync = string.Create(CultureInfo.InvariantCulture, $$$"""{"execute":"guest-sync-delimited","arguments":{"id":{{{1_000_000 + number}}}}}""");
        steps.Add(new SendStep([0xFF, .. Encoding.ASCII.GetBytes($"\n{sync}\n")]));
        steps.Add(new UntilStep(string.Create(CultureInfo.InvariantCulture, $$"""{{'\u00FF'}}{"return": {{1_000_000 + number}}}""")));
        return new Transcript
        {
            Name = words[1],
            Category = words[1].Split('/')[0],
            Steps = steps,
            Connections = [],
            ClosedByServer = false,
            OutOfBand = false,
            Dialect = ProtocolDialect.Qga,
            IsComparedByType = words is [_, _, "~"],
        };
    }

    private static TranscriptStep ParseStep(string line) => line switch
    {
        "!reconnect" => new ReconnectStep(),
        "!half-close" => new HalfCloseStep(),
        ['<', ' ', ..] => new WaitStep(int.Parse(line.AsSpan(2), CultureInfo.InvariantCulture)),
        ['>', ' ', ..] => new SendStep(Unescape(line[2..])),
        _ => throw new InvalidDataException($"not a step: {line}"),
    };

    private static byte[] Unescape(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            i++;
            bytes.Add(text[i] switch
            {
                'n' => (byte)'\n',
                'r' => (byte)'\r',
                't' => (byte)'\t',
                '\\' => (byte)'\\',
                'x' => Convert.FromHexString(text.AsSpan(i + 1, 2))[0],
                _ => throw new InvalidDataException($"not an escape: {text[(i - 1)..]}"),
            });
            i += text[i] == 'x' ? 2 : 0;
        }

        return [.. bytes];
    }
}
