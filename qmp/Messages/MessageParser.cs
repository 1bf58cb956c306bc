using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Messages;

/// <summary>Makes a request of a JSON value: { "execute" or "exec-oob": string, "arguments"?: object, "id"?: any }.</summary>
internal static class MessageParser
{
    private static readonly QmpError NotAnObject = QmpError.BadInput("QMP input must be a JSON object", "object");
    private static readonly QmpError LacksExecute = QmpError.BadInput("QMP input lacks member 'execute'", "execute");
    private static readonly QmpError ArgumentsNotAnObject = QmpError.BadInputMember("arguments"u8, "an", "object");
    private static readonly QmpError ExecuteClash = QmpError.Generic("QMP input member 'execute' clashes with 'exec-oob'");

    private enum Member
    {
        Execute,
        ExecOob,
        Arguments,
        Id,
        Unknown,
    }

    /// <summary>It must run as soon as it is read: an object with "exec-oob" and without "execute".</summary>
    public static bool IsOutOfBand(JsonValue value) =>
        value.Kind == JsonKind.Object && value.TryGet("exec-oob"u8, out _) && !value.TryGet("execute"u8, out _);

    /// <summary>
    /// Reads a request; returns what is wrong with it, or null. The first member that is wrong in QEMU's order of members is
    /// the one that is reported.
    /// </summary>
    public static QmpError? Parse(JsonValue value, bool outOfBandEnabled, out QmpRequest request)
    {
        request = default;
        if (value.Kind != JsonKind.Object)
        {
            return NotAnObject;
        }

        JsonValue? execute = null, execOob = null, arguments = null, id = null;
        bool wrong = false;
        foreach (JsonMember member in value)
        {
            switch (Recognise(member.Name))
            {
                case Member.Execute: execute = member.Value; break;
                case Member.ExecOob: execOob = member.Value; break;
                case Member.Arguments: arguments = member.Value; break;
                case Member.Id: id = member.Value; break;
                default: wrong = true; break;
            }
        }

        wrong |= execute is { Kind: not JsonKind.String } || arguments is { Kind: not JsonKind.Object }
            || (execOob is { } oob && (!outOfBandEnabled || oob.Kind != JsonKind.String || execute is not null));
        request = new QmpRequest { Command = execute ?? execOob, Arguments = arguments, Id = id, IsOutOfBand = execute is null };
        return wrong ? FirstWrong(value, outOfBandEnabled)
            : execute is null && execOob is null ? LacksExecute
            : null;
    }

    private static Member Recognise(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => Member.Id,
        7 when name.SequenceEqual("execute"u8) => Member.Execute,
        8 when name.SequenceEqual("exec-oob"u8) => Member.ExecOob,
        9 when name.SequenceEqual("arguments"u8) => Member.Arguments,
        _ => Member.Unknown,
    };

    private static QmpError? FirstWrong(JsonValue value, bool outOfBandEnabled)
    {
        ulong[] ranks = new ulong[value.Count];
        int found = 0;
        foreach (JsonMember member in value)
        {
            ranks[found++] = member.Rank;
        }

        Array.Sort(ranks);
        bool hasCommand = false;
        foreach (ulong rank in ranks)
        {
            JsonMember member = value.MemberOfRank(rank);
            if (Check(member, outOfBandEnabled, ref hasCommand) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static QmpError? Check(JsonMember member, bool outOfBandEnabled, ref bool hasCommand)
    {
        switch (Recognise(member.Name))
        {
            case Member.Id:
                return null;
            case Member.Arguments:
                return member.Value.Kind == JsonKind.Object ? null : ArgumentsNotAnObject;
            case Member.Execute:
            case Member.ExecOob when outOfBandEnabled:
                if (member.Value.Kind != JsonKind.String)
                {
                    return QmpError.BadInputMember(member.Name, "a", "string");
                }

                bool clash = hasCommand;
                hasCommand = true;
                return clash ? ExecuteClash : null;         // "exec-oob" always comes first in that order
            default:
                return QmpError.ExtraInputMember(member.Name);
        }
    }
}
