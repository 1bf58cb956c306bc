using Mono.Cecil;
using Mono.Cecil.Cil;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>Source places of a method's instructions, from its symbols; asked before or while the method is rewritten.</summary>
internal sealed class SourcePlaces
{
    private readonly MethodDefinition _method;
    private readonly SequencePoint[] _points;

    public SourcePlaces(MethodDefinition method)
    {
        _method = method;
        _points = [.. method.DebugInformation.SequencePoints.Where(point => !point.IsHidden).OrderBy(point => point.Offset)];
    }

    /// <summary>The place of an original instruction: the last statement that starts at or before it.</summary>
    public ProbeSite Of(Instruction instruction)
    {
        SequencePoint? point = _points.LastOrDefault(point => point.Offset <= instruction.Offset) ?? _points.FirstOrDefault();
        return new ProbeSite(_method.DeclaringType.FullName, _method.Name, point?.Document.Url ?? "", point?.StartLine ?? 0);
    }
}
