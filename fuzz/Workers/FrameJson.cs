using System.Text.Json;
using System.Text.Json.Serialization;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>How options cross to another process: a target and a dialect go by name.</summary>
internal static class FrameJson
{
    public static readonly JsonSerializerOptions Options = new() { Converters = { new TargetConverter(), new DialectConverter() } };

    private sealed class TargetConverter : JsonConverter<TargetChoice>
    {
        public override TargetChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string[] words = JsonSerializer.Deserialize<string[]>(ref reader)!;
            TargetChoice choice = TargetChoice.Parse(words[0], out string reason) ?? throw new TargetRefusedException(reason);
            return choice with { Instrument = words[1..] };
        }

        public override void Write(Utf8JsonWriter writer, TargetChoice value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, (string[])[$"{value}", .. value.Instrument]);
    }

    private sealed class DialectConverter : JsonConverter<ProtocolDialect>
    {
        public override ProtocolDialect? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ProtocolDialect.Find(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, ProtocolDialect value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}
