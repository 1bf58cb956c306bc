using System.Collections.Immutable;
using System.Text.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Descriptors;

/// <summary>Finds out what the descriptors of a recording were for: a chunk's are taken by the getfd and add-fd commands from that chunk on.</summary>
internal static class DescriptorNames
{
    public static ImmutableArray<PlaybackStep> Give(IEnumerable<PlaybackStep> steps, ImmutableArray<RecordedCommand> commands) =>
        [.. steps.Select(step => step.Descriptors.IsEmpty ? step : step with { Descriptors = Named(step, commands) })];

    private static ImmutableArray<RecordedDescriptor> Named(PlaybackStep step, ImmutableArray<RecordedCommand> commands)
    {
        IEnumerable<RecordedDescriptor> takers = commands
            .Where(command => command.Offset >= step.Offset && command.Name is "getfd" or "add-fd")
            .Select(command => command.Name == "getfd" ? new RecordedDescriptor(Argument(command, "fdname"), false) : new RecordedDescriptor(Argument(command, "opaque"), true));
        return [.. takers.Concat(step.Descriptors).Take(step.Descriptors.Length)];
    }

    private static string? Argument(RecordedCommand command, string name) =>
        command.Value.TryGetProperty("arguments", out JsonElement arguments)
        && arguments.ValueKind == JsonValueKind.Object
        && arguments.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
