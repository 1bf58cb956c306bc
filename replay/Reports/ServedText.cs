using System.Collections.Immutable;
using System.Text.Json;

namespace QmpFuzz.Replay.Reports;

/// <summary>What the clients of a mock server did, for people and for programs.</summary>
public static class ServedText
{
    private const int MostShown = 20;

    public static void Write(TextWriter output, ImmutableArray<ServedSession> served)
    {
        foreach (ServedSession session in served)
        {
            output.WriteLine($"{session.Session}: answered {session.Answered}, unexpected {session.Unexpected.Length}, never asked {session.NeverAsked.Length}");
            WriteList(output, "unexpected ", session.Unexpected);
            WriteList(output, "never asked", session.NeverAsked);
        }
    }

    public static void WriteJson(Stream output, ImmutableArray<ServedSession> served)
    {
        using Utf8JsonWriter writer = new(output);
        writer.WriteStartObject();
        writer.WriteNumber("unexpected", served.Sum(session => session.Unexpected.Length));
        writer.WriteNumber("never_asked", served.Sum(session => session.NeverAsked.Length));
        writer.WriteStartArray("sessions");
        foreach (ServedSession session in served)
        {
            writer.WriteStartObject();
            writer.WriteString("session", session.Session);
            writer.WriteNumber("answered", session.Answered);
            WriteList(writer, "unexpected", session.Unexpected);
            WriteList(writer, "never_asked", session.NeverAsked);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteList(TextWriter output, string what, ImmutableArray<string> texts)
    {
        foreach (string text in texts.Take(MostShown))
        {
            output.WriteLine($"  {what} {text}");
        }

        if (texts.Length > MostShown)
        {
            output.WriteLine($"  and {texts.Length - MostShown} more {what.Trim()}; --json has all of them");
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
