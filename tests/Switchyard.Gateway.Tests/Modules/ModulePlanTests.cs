using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Modules.Building;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Modules.States;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>What becomes of each module, as a pure question.</summary>
public sealed class ModulePlanTests
{
    [Fact]
    [Trait("criterion", "CFG-36")]
    [Trait("criterion", "CFG-38")]
    public void Equal_modules_stay_and_one_of_another_configuration_follows_in_place()
    {
        var before = Slots(A, B, C);

        Plan(before, A, B with { Config = """{"x":1}""" }, C with { Origin = new Origin(OriginKind.File, "moved.yaml", 99) }).ShouldBe(["a kept 0", "b in place 1", "c kept 2"]);
    }

    [Fact]
    [Trait("criterion", "CFG-34")]
    public void Whoever_changes_type_placement_requirement_policy_or_place_is_built_side_by_side()
    {
        var before = Slots(A, B, C);

        foreach (var other in new[]
        {
            B with { Type = "other" }, B with { On = new ModulePlacement { Providers = ["p"] } }, B with { Requires = ["other"] }, B with { OnError = ModuleErrorPolicy.Skip },
            B with { Requires = ["other"], Config = """{"x":1}""" },
        })
        {
            Plan(before, A, other, C).ShouldBe(["a kept 0", "b built", "c kept 2"]);
        }

        Plan(before, C, A, B).ShouldBe(["c built", "a kept 0", "b kept 1"]);
        Plan(before, B with { Config = """{"x":1}""" }, A, C).ShouldBe(["b built", "a kept 0", "c kept 2"], "it has moved: that only its configuration changed is not so");
        Plan(before, A, new ModuleConfig { Name = "new", Type = "t" }, B, C).ShouldBe(["a kept 0", "new built", "b kept 1", "c kept 2"], "one that is inserted moves nobody");
        Plan(before, C).ShouldBe(["c kept 2"], "nor one that is taken away");
        Plan(before, A, B with { Enabled = false }, C).ShouldBe(["a kept 0", "c kept 2"]);
    }

    [Fact]
    [Trait("criterion", "CFG-34")]
    public void As_few_as_possible_count_as_moved_whatever_the_order()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var all = Enumerable.Range(0, 7).Select(i => new ModuleConfig { Name = $"m{i}", Type = "t" }).ToArray();
            var next = all.ToArray();
            random.Shuffle(next);

            var kept = ModulePlan.Make(Slots(all), next).Count(plan => plan.IsKept);

            kept.ShouldBe(LongestRising(next.Select(module => module.Name[1] - '0').ToArray()));
        }
    }

    private static ModuleConfig A { get; } = new() { Name = "a", Type = "t" };

    private static ModuleConfig B { get; } = new() { Name = "b", Type = "t" };

    private static ModuleConfig C { get; } = new() { Name = "c", Type = "t" };

    private static ModuleSlot[] Slots(params ModuleConfig[] modules) => [.. modules.Select(module => new ModuleSlot(new Quiet(), module, new ModuleState(new ModuleKey(module.Name, module.Type)), 1, null!))];

    private static string[] Plan(ModuleSlot[] before, params ModuleConfig[] next) =>
        [.. ModulePlan.Make(before, next).Select(plan => plan.Before < 0 ? $"{plan.Config.Name} built" : plan.IsKept ? $"{plan.Config.Name} kept {plan.Before}" : $"{plan.Config.Name} in place {plan.Before}")];

    // By trying every subset: slow, and so simple that it needs no test.
    private static int LongestRising(int[] places) => Enumerable.Range(0, 1 << places.Length).Max(subset =>
    {
        var chosen = places.Where((_, i) => (subset >> i & 1) == 1).ToArray();
        return chosen.Zip(chosen.Skip(1)).All(pair => pair.First < pair.Second) ? chosen.Length : 0;
    });

    private sealed class Quiet : IReconfigurable
    {
        public ValueTask<IModule> PrepareAsync(ModuleContext next, CancellationToken cancellationToken) => new(this);
    }
}
