using QmpFuzz.Tests.Qmp.Conformance;

namespace QmpFuzz.Tests.Qmp.Rules;

/// <summary>Tells the rules a transcript of the real QEMU 7.2: each send, and after it the replies that were waited for.</summary>
internal sealed class RecordedTranscript
{
    public const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}, "capabilities": ["oob"]}}""";

    private readonly Dialogue _dialogue;
    private readonly Transcript _transcript;
    private int _connection = -1;
    private int _seen;

    private RecordedTranscript(Transcript transcript, Dialogue dialogue) => (_transcript, _dialogue) = (transcript, dialogue);

    private IReadOnlyList<string> Replies => _transcript.Connections[_connection].Raw;

    public static void Play(Transcript transcript, Dialogue dialogue)
    {
        RecordedTranscript played = new(transcript, dialogue);
        played.Connect();
        foreach (TranscriptStep step in transcript.Steps)
        {
            played.Do(step);
        }

        played.ShowUntil(int.MaxValue);
        if (transcript.ClosedByServer)
        {
            dialogue.ServerCloses();
        }

        dialogue.Drained();
    }

    private void Do(TranscriptStep step)
    {
        switch (step)
        {
            case SendStep send:
                _dialogue.ClientBytes([.. Enumerable.Repeat(send.Bytes, send.Times).SelectMany(bytes => bytes)]);
                break;
            case WaitStep wait:
                ShowUntil(wait.Replies);
                break;
            case HalfCloseStep:
                _dialogue.HalfCloses();
                break;
            case CloseStep:
                ShowUntil(int.MaxValue);
                _dialogue.Leaves();
                break;
            case ReconnectStep:
                ShowUntil(int.MaxValue);
                _dialogue.Leaves();
                Connect();
                break;
        }
    }

    private void Connect()
    {
        _connection++;
        _seen = 0;
        _dialogue.Connects().Server(Greeting);
    }

    private void ShowUntil(int count)
    {
        for (; _seen < Math.Min(count, Replies.Count); _seen++)
        {
            _dialogue.Server(Replies[_seen]);
        }
    }
}
