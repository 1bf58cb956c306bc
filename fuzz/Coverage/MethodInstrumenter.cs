using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>
/// Puts the probes into one method. Counted are the entry, each way out of a branch that has several (the jump gets a
/// block of its own on the way, so a critical edge is split), and the entry of each handler and filter; every other
/// edge is implied by these. Entries that may recurse and edges that go back spend the budget.
/// </summary>
internal sealed class MethodInstrumenter(MethodDefinition method, ProbesClass probes, ProbeTable table)
{
    private readonly ILProcessor _il = method.Body.GetILProcessor();
    private readonly SourcePlaces _places = new(method);

    public void Run()
    {
        MethodBody body = method.Body;
        if (IsImpliedByItsCaller(body))
        {
            return;
        }

        body.SimplifyMacros();
        Instruction[] original = [.. body.Instructions];
        foreach (Instruction instruction in original)
        {
            Probe(instruction);
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers.ToArray())
        {
            ProbeHandler(handler);
        }

        ProbeEntry(original[0], mayRecurse: original.Any(Calls));
        body.OptimizeMacros();
    }

    /// <summary>A straight line without calls, such as a getter: a probe there would only keep the JIT from inlining it.</summary>
    private static bool IsImpliedByItsCaller(MethodBody body) =>
        body.Instructions.Count <= 16
        && !body.HasExceptionHandlers
        && body.Instructions.All(instruction => instruction.OpCode.FlowControl is FlowControl.Next or FlowControl.Return or FlowControl.Meta);

    private static bool Calls(Instruction instruction) => instruction.OpCode.FlowControl == FlowControl.Call;

    private static bool GoesBack(Instruction branch, Instruction target) => target.Offset <= branch.Offset;

    private void Probe(Instruction instruction)
    {
        if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch)
        {
            ProbeWaysOut(instruction);
        }
        else if (instruction is { OpCode.FlowControl: FlowControl.Branch, Operand: Instruction target } && GoesBack(instruction, target))
        {
            SpendBefore(instruction);
        }
    }

    // u: brX L          u: brX T
    // F: ...            count(F); br F
    //                   T: count(L); br L
    //                   F: ...
    private void ProbeWaysOut(Instruction branch)
    {
        Instruction next = branch.Next;
        List<Instruction> added = [.. Count(next), Instruction.Create(OpCodes.Br, next)];
        if (branch.Operand is Instruction[] cases)
        {
            Dictionary<Instruction, Instruction> detours = [];
            foreach (Instruction target in cases.Distinct())
            {
                detours[target] = AddDetour(added, branch, target);
            }

            branch.Operand = cases.Select(target => detours[target]).ToArray();
        }
        else
        {
            branch.Operand = AddDetour(added, branch, (Instruction)branch.Operand);
        }

        Instruction last = branch;
        foreach (Instruction instruction in added)
        {
            _il.InsertAfter(last, instruction);
            last = instruction;
        }
    }

    private Instruction AddDetour(List<Instruction> added, Instruction branch, Instruction target)
    {
        int first = added.Count;
        if (GoesBack(branch, target))
        {
            added.Add(probes.SpendOne());
        }

        added.AddRange(Count(target));
        added.Add(Instruction.Create(OpCodes.Br, target));
        return added[first];
    }

    /// <summary>The branch itself becomes the probe and a copy of it follows, so that whoever jumps here, and every region that starts or ends here, stays right.</summary>
    private void SpendBefore(Instruction branch)
    {
        _il.InsertAfter(branch, Instruction.Create(branch.OpCode, (Instruction)branch.Operand));
        Instruction spend = probes.SpendOne();
        branch.OpCode = spend.OpCode;
        branch.Operand = spend.Operand;
    }

    private void ProbeHandler(ExceptionHandler handler)
    {
        if (handler.FilterStart is { } filter)
        {
            ProbeRegionStart(filter);
        }

        ProbeRegionStart(handler.HandlerStart);
    }

    /// <summary>The probe becomes the first instruction of the region; what ended before the old first one now ends before the probe.</summary>
    private void ProbeRegionStart(Instruction start)
    {
        Instruction[] probe = Count(start);
        foreach (Instruction instruction in probe)
        {
            _il.InsertBefore(start, instruction);
        }

        foreach (ExceptionHandler other in method.Body.ExceptionHandlers)
        {
            other.TryEnd = other.TryEnd == start ? probe[0] : other.TryEnd;
            other.FilterStart = other.FilterStart == start ? probe[0] : other.FilterStart;
            other.HandlerStart = other.HandlerStart == start ? probe[0] : other.HandlerStart;
            other.HandlerEnd = other.HandlerEnd == start ? probe[0] : other.HandlerEnd;
        }
    }

    /// <summary>Before the first instruction and not part of it: a loop that starts there does not enter the method again.</summary>
    private void ProbeEntry(Instruction first, bool mayRecurse)
    {
        Instruction start = method.Body.Instructions[0];
        foreach (Instruction instruction in Count(first))
        {
            _il.InsertBefore(start, instruction);
        }

        if (mayRecurse)
        {
            _il.InsertBefore(start, probes.SpendOne());
        }
    }

    private Instruction[] Count(Instruction place) => probes.Count(table.Add(_places.Of(place)));
}
