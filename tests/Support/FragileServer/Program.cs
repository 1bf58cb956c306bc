using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Example;

/// <summary>Serves one client after another on the unix socket that its argument names; with a second argument none, if one comes before it is ready.</summary>
internal static class Program
{
    private const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 1, "major": 0}, "package": "fragile"}, "capabilities": []}}""";

    private static void Main(string[] arguments)
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(arguments[0]));
        listener.Listen();
        if (arguments.Length > 1)
        {
            GetReady(listener);
        }

        while (true)
        {
            using Socket client = listener.Accept();
            Serve(new NetworkStream(client));
        }
    }

    private static void GetReady(Socket listener)
    {
        Stopwatch busy = Stopwatch.StartNew();
        while (busy.ElapsedMilliseconds < 200)
        {
            Thread.SpinWait(1000);
        }

        if (listener.Poll(0, SelectMode.SelectRead))
        {
            Hang();
        }
    }

    private static void Serve(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.Latin1);
        using StreamWriter writer = new(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        try
        {
            writer.WriteLine(Greeting);
            bool negotiated = false;
            while (ReadMessage(reader) is { } message)
            {
                writer.WriteLine(Answer(message, ref negotiated));
            }
        }
        catch (IOException)
        {
            return;                                         // the client left: the next one
        }
    }

    // up to the brace that closes the first one; without one, a word; 0xFF ends what is unfinished
    private static string? ReadMessage(StreamReader reader)
    {
        StringBuilder text = new();
        int depth = 0;
        bool quoted = false;
        for (int next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (text.Length == 0 && char.IsWhiteSpace((char)next))
            {
                continue;
            }

            text.Append((char)next);
            quoted ^= next == '"' && (text.Length < 2 || text[^2] != '\\');
            depth += quoted ? 0 : next is '{' or '[' ? 1 : next is '}' or ']' ? -1 : 0;
            if (next == 0xFF || (depth <= 0 && !quoted))
            {
                return text.ToString();
            }
        }

        return null;
    }

    private static string Answer(string line, ref bool negotiated)
    {
        JsonElement message;
        try
        {
            message = JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException)
        {
            return Error("GenericError", "JSON parse error", "");
        }

        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("execute", out JsonElement execute) || execute.ValueKind != JsonValueKind.String)
        {
            return Error("GenericError", "QMP input lacks member 'execute'", "");
        }

        string id = message.TryGetProperty("id", out JsonElement given) ? $", \"id\": {given.GetRawText()}" : "";
        if (id.Length > 0 && Depth(given) > 3)
        {
            throw new InvalidOperationException($"id nested too deep, at 0x{id.Length:x}");
        }

        return Run(execute.GetString()!, id, ref negotiated);
    }

    private static string Run(string command, string id, ref bool negotiated)
    {
        if (command == "qmp_capabilities" && !negotiated)
        {
            negotiated = true;
            return $"{{\"return\": {{}}{id}}}";
        }

        if (command == "wait")
        {
            Hang();
        }

        return negotiated && command == "query-name" ? $"{{\"return\": {{}}{id}}}" : Error("CommandNotFound", $"The command {command} has not been found", id);
    }

    private static void Hang() => new ManualResetEvent(initialState: false).WaitOne();

    private static int Depth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static string Error(string kind, string description, string id) =>
        JsonSerializer.Serialize(new { error = new { @class = kind, desc = description } })[..^1] + id + "}";
}
