using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz;

namespace QmpFuzz.Tests.Recorder.Redaction;

/// <summary>
/// A random dialogue with one secret in it, whose characters stand nowhere else: commands with members in any order, names and values
/// escaped or not, answers that repeat the secret, all of it cut anywhere.
/// </summary>
internal sealed class SecretDialogue(ulong seed)
{
    private const string Alphabet = "QZXWKJä😀€";

    private readonly DeterministicRandom _random = new(seed);
    private string _secret = "";

    /// <summary>The chunks of both sides, in order.</summary>
    public IEnumerable<(SessionSide Side, byte[] Bytes)> Chunks()
    {
        _secret = Secret();
        foreach (string command in Shuffled(Before()).Append(Telling()))
        {
            foreach ((SessionSide, byte[]) chunk in Cut(SessionSide.Client, command))
            {
                yield return chunk;
            }
        }

        for (int answers = _random.Below(3); answers >= 0; answers--)
        {
            foreach ((SessionSide, byte[]) chunk in Cut(SessionSide.Server, Answer()))
            {
                yield return chunk;
            }
        }
    }

    /// <summary>What a recording of it must not hold: any character of the secret, however it is written.</summary>
    public static IEnumerable<string> Traces() => Alphabet
        .Select(unit => $"\\u{(int)unit:x4}")
        .Concat("QZXWKJ".Select(letter => $"{letter}"))
        .Concat(new[] { "ä", "😀", "€" }.Select(text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))));

    private static string[] Before() =>
    [
        """{"execute":"qmp_capabilities"}""" + "\n",
        """{"execute":"query-status","id":"libvirt-1"} """,
        """{"execute":"blockdev-add","arguments":{"driver":"null-co","node-name":"d\"0"}}""",
        """{"execute": "device_add", "arguments": {"driver": "virtio-rng-pci", "id": "r0"}, "id": 3}""",
        """["rubbish", 1.5}""" + "\n",
    ];

    private string Secret()
    {
        StringBuilder secret = new();
        for (int length = 4 + _random.Below(12); length > 0; length--)
        {
            int at = _random.Below(Alphabet.Length);
            secret.Append(char.IsSurrogate(Alphabet[at]) ? "😀" : $"{Alphabet[at]}");
        }

        return secret.ToString();
    }

    private string Telling() => _random.Below(6) switch
    {
        0 => Command("object-add", Member("qom-type", "secret"), Member("data", _secret), Member("id", "s0"), Repeating("format")),
        1 => Command("set_password", Member("protocol", "vnc"), Member("password", _secret), Repeating("connected")),
        2 => Command("guest-set-user-password", Repeating("username"), Member("password", _secret)),
        3 => Command("blockdev-add", Member("driver", "rbd"), Member("filename", $"rbd:p/i:id=joe:key={_secret}"), Repeating("node-name")),
        4 => Command("human-monitor-command", Member("command-line", $"set_password vnc {_secret}")),
        _ => Command("x-unknown", Member("a", "b"), $"{Text("nested")}:{Object(Member("some-password", _secret), Repeating("c"))}"),
    };

    private string Command(string name, params string[] arguments)
    {
        // written as it is: a command that is not known by its name is held to be sensitive anyway
        string execute = $"\"execute\":\"{name}\"";
        string id = _random.Below(2) == 0 ? $"{Text("id")}:{{{Repeating("x")}}}" : Repeating("id");
        string[] members = [execute, $"\"arguments\":{Object(arguments)}", id];
        return Object(members);
    }

    private string Object(params string[] members) => $"{{{string.Join(_random.Below(2) == 0 ? "," : " , ", Shuffled(members))}}}";

    private string Member(string name, string value) => $"{Text(name)}:{Text(value)}";

    // may be the secret again, before or behind the one that is known by its name
    private string Repeating(string name) => Member(name, _random.Below(2) == 0 ? $"a{_secret}" : "plain");

    private string Answer() => _random.Below(3) switch
    {
        0 => Object($"\"return\":{{}}", Member("id", $"{_secret}")) + "\r\n",
        1 => Object($"\"id\":{{{Member("x", $"a{_secret}")}}}", $"\"error\":{Object(Member("class", "GenericError"), Member("desc", $"'{_secret}' is bad, {_secret}"))}") + "\r\n",
        _ => Object(Member("return", _secret)) + "\r\n",
    };

    private string Text(string text)
    {
        StringBuilder written = new("\"");
        bool escapes = _random.Below(2) == 0;
        foreach (char unit in text)
        {
            bool pair = char.IsSurrogate(unit);
            written.Append(escapes && !pair && _random.Below(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}") : $"{unit}");
        }

        return written.Replace("😀", escapes ? "\\ud83d\\ude00" : "😀").Append('"').ToString();
    }

    private IEnumerable<(SessionSide Side, byte[] Bytes)> Cut(SessionSide side, string message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        int longest = _random.Below(3) switch { 0 => 1, 1 => 12, _ => bytes.Length };
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(1 + _random.Below(longest), bytes.Length - at);
            length = longest == bytes.Length ? bytes.Length : length;
            yield return (side, bytes[at..(at + length)]);
            at += length;
        }
    }

    private T[] Shuffled<T>(T[] items)
    {
        T[] shuffled = [.. items];
        for (int left = shuffled.Length; left > 1; left--)
        {
            int other = _random.Below(left);
            (shuffled[left - 1], shuffled[other]) = (shuffled[other], shuffled[left - 1]);
        }

        return shuffled;
    }
}
