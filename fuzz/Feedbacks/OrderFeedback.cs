using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Says new when two things followed each other that never did: completions by their place among the pending, and answers by monitor and kind.</summary>
internal sealed class OrderFeedback : FeatureFeedback
{
    private const int HighestPlace = 7;

    protected override Novelty Walk(Execution execution)
    {
        Novelty novelty = Novelty.None;
        int completed = -1;
        int answered = -1;
        foreach (ref readonly LogEntry entry in execution.Log.Entries)
        {
            Novelty pair = Novelty.None;
            if (entry.Kind is LogKind.Complete or LogKind.Disconnect or LogKind.Hold)
            {
                int place = Math.Min(entry.Argument, HighestPlace) | ((int)entry.Kind << 4);
                pair = Seen.Add(1, completed, place);
                completed = place;
            }
            else if (entry.Kind == LogKind.ServerSent)
            {
                int answer = (entry.Monitor << 8) | MessageKinds.OfServer(execution.Log.BytesOf(entry));
                pair = Seen.Add(2, answered, answer);
                answered = answer;
            }

            novelty = pair > novelty ? pair : novelty;
        }

        return novelty;
    }
}
