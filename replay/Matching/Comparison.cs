using System.Collections.Immutable;
using System.Text.Json;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Matching;

/// <summary>Says which differences between a recorded message and its live counterpart matter at one level.</summary>
internal sealed class Comparison(CompareLevel level, ReplayRules rules, LiveChoices? choices)
{
    /// <summary>All differences; <paramref name="command"/> is the name of the command that the messages answer, if any.</summary>
    public ImmutableArray<Difference> Compare(ServerMessage recorded, ServerMessage live, string? command)
    {
        if (level == CompareLevel.None)
        {
            return [];
        }

        if (recorded.Kind != live.Kind)
        {
            return [new Difference("$", recorded.Text, live.Text)];
        }

        if (recorded.Kind == ServerMessageKind.Unreadable)
        {
            bool same = level == CompareLevel.Classes || recorded.Bytes.Span.SequenceEqual(live.Bytes.Span);
            return same ? [] : [new Difference("$", recorded.Text, live.Text)];
        }

        List<Difference> differences = [];
        CompareIdentity(recorded, live, differences);
        if (level >= CompareLevel.Shape)
        {
            string? subject = recorded.Kind == ServerMessageKind.Greeting ? "greeting" : recorded.EventName ?? command;
            new Walk(level, subject, rules, choices, differences).Compare(recorded.Value, live.Value, "$");
        }

        return [.. differences];
    }

    // what a message is must be equal at every level: the echoed id and the error's class
    private static void CompareIdentity(ServerMessage recorded, ServerMessage live, List<Difference> differences)
    {
        if (recorded.Id != live.Id)
        {
            differences.Add(new Difference("$.id", recorded.Id ?? "nothing", live.Id ?? "nothing"));
        }

        if (recorded.Kind == ServerMessageKind.Error && ErrorClass(recorded) != ErrorClass(live))
        {
            differences.Add(new Difference(Walk.ErrorClassPath, ErrorClass(recorded), ErrorClass(live)));
        }
    }

    private static string ErrorClass(ServerMessage message) =>
        message.Value.GetProperty("error") is { ValueKind: JsonValueKind.Object } error && error.TryGetProperty("class", out JsonElement name)
            ? JsonText.Canonical(name)
            : "nothing";

    /// <summary>One descent through two values.</summary>
    private sealed class Walk(CompareLevel level, string? subject, ReplayRules rules, LiveChoices? choices, List<Difference> differences)
    {
        public const string ErrorClassPath = "$.error.class";

        public void Compare(JsonElement recorded, JsonElement live, string path)
        {
            if (TypeOf(recorded) != TypeOf(live))
            {
                Add(path, recorded, live);
            }
            else if (recorded.ValueKind == JsonValueKind.Object)
            {
                CompareMembers(recorded, live, path);
            }
            else if (recorded.ValueKind == JsonValueKind.Array)
            {
                CompareElements(recorded, live, path);
            }
            else if (level == CompareLevel.Exact && !JsonElement.DeepEquals(recorded, live) && !IsExcused(recorded, live, path))
            {
                Add(path, recorded, live);
            }
        }

        private void CompareMembers(JsonElement recorded, JsonElement live, string path)
        {
            foreach (JsonProperty member in recorded.EnumerateObject())
            {
                string memberPath = PathOf(path, member.Name);
                if (IsIdentity(memberPath))
                {
                    continue;
                }

                if (live.TryGetProperty(member.Name, out JsonElement counterpart))
                {
                    Compare(member.Value, counterpart, memberPath);
                }
                else if (!rules.IsOptional(subject, memberPath))
                {
                    differences.Add(new Difference(memberPath, member.Value.GetRawText(), "nothing"));
                }
            }

            foreach (JsonProperty member in live.EnumerateObject().Where(member => !recorded.TryGetProperty(member.Name, out _)))
            {
                string memberPath = PathOf(path, member.Name);
                if (!IsIdentity(memberPath) && !rules.IsOptional(subject, memberPath))
                {
                    differences.Add(new Difference(memberPath, "nothing", member.Value.GetRawText()));
                }
            }
        }

        private void CompareElements(JsonElement recorded, JsonElement live, string path)
        {
            if (recorded.GetArrayLength() == live.GetArrayLength())
            {
                CompareSameLength(recorded, live, path);
            }
            else if (level == CompareLevel.Exact)
            {
                differences.Add(new Difference(path, $"{recorded.GetArrayLength()} elements", $"{live.GetArrayLength()} elements"));
            }
            else if (recorded.GetArrayLength() > 0)
            {
                CompareAgainstAny(recorded, live, path);
            }
        }

        // element by element; at shape the same elements in another order are the same
        private void CompareSameLength(JsonElement recorded, JsonElement live, string path)
        {
            int before = differences.Count;
            int index = 0;
            foreach ((JsonElement expected, JsonElement element) in recorded.EnumerateArray().Zip(live.EnumerateArray()))
            {
                Compare(expected, element, $"{path}[{index++}]");
            }

            if (differences.Count > before && level == CompareLevel.Shape && JsonShape.OfElements(recorded).SequenceEqual(JsonShape.OfElements(live)))
            {
                differences.RemoveRange(before, differences.Count - before);
            }
        }

        // of another length: each live element must look like one of the recorded ones
        private void CompareAgainstAny(JsonElement recorded, JsonElement live, string path)
        {
            ILookup<string, JsonElement> shapes = recorded.EnumerateArray().ToLookup(JsonShape.Of);
            int index = -1;
            foreach (JsonElement element in live.EnumerateArray())
            {
                index++;
                if (!shapes.Contains(JsonShape.Of(element)))
                {
                    CompareWithNearest(shapes.Select(shape => shape.First()), element, $"{path}[{index}]");
                }
            }
        }

        private void CompareWithNearest(IEnumerable<JsonElement> candidates, JsonElement live, string path)
        {
            List<Difference>? nearest = null;
            foreach (JsonElement candidate in candidates)
            {
                List<Difference> found = [];
                new Walk(level, subject, rules, choices, found).Compare(candidate, live, path);
                nearest = nearest is null || found.Count < nearest.Count ? found : nearest;
            }

            differences.AddRange(nearest ?? []);
        }

        private bool IsExcused(JsonElement recorded, JsonElement live, string path) => rules.Ignores(subject, path) || recorded.ValueKind switch
        {
            JsonValueKind.Number => choices?.IsChoice(path[(path.LastIndexOf('.') + 1)..], recorded.GetRawText(), live.GetRawText()) == true,
            JsonValueKind.String => rules.Normalise(choices?.Translate(recorded.GetString()!) ?? recorded.GetString()!) == rules.Normalise(live.GetString()!),
            _ => false,
        };

        private void Add(string path, JsonElement recorded, JsonElement live) =>
            differences.Add(new Difference(path, recorded.GetRawText(), live.GetRawText()));

        private static bool IsIdentity(string path) => path is "$.id" or ErrorClassPath;

        private static JsonValueKind TypeOf(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

        private static string PathOf(string path, string member) =>
            member.Length > 0 && member.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? $"{path}.{member}" : $"{path}['{member}']";
    }
}
