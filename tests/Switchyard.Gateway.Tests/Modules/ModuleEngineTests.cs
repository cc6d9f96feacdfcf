using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Configuration.Sources;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Modules.States;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Modules;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>Modules are put in force all together or not at all, keep what must survive, and end once.</summary>
public sealed class ModuleEngineTests
{
    private readonly ProbeType _type = new();
    private readonly StiffType _stiff = new();

    [Fact]
    [Trait("criterion", "CFG-38")]
    [Trait("criterion", "CFG-20")]
    public async Task A_change_of_the_configuration_is_in_place_and_keeps_the_state_and_one_of_the_type_replaces_both()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(TestModules.Probe("a"), TestModules.Probe("b"));
        await AskAsync(rig);
        var (a, b) = (Slot(rig, "a"), Slot(rig, "b"));

        await rig.ApplyAsync(TestModules.Probe("a", """{"x":1}"""), TestModules.Probe("b"));
        await AskAsync(rig);

        Slot(rig, "b").ShouldBeSameAs(b);
        Slot(rig, "a").ShouldNotBeSameAs(a);
        Slot(rig, "a").State.ShouldBeSameAs(a.State);
        Probe(rig, "a").Count[0].ShouldBe(2, "the counter went on");
        _type.Ledger.ShouldContain("reconfigure a");

        await rig.ApplyAsync(new ModuleConfig { Name = "a", Type = StiffType.StiffName }, TestModules.Probe("b"));
        await AskAsync(rig);

        Probe(rig, "a").Count[0].ShouldBe(1, "another type is another module");
        rig.Service<ModuleStates>().Count.ShouldBe(2, "the state of what is gone is forgotten");
        await rig.IdleAsync();
        (_type.Live, _stiff.Live).ShouldBe((1, 1));
    }

    [Fact]
    [Trait("criterion", "CFG-49")]
    public async Task A_module_that_throws_or_finds_itself_unwell_is_named_with_the_revision_that_brought_it()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(TestModules.Probe("a"), TestModules.Probe("b"), TestModules.Probe("c"));
        var reports = rig.Service<IModuleReports>();
        var before = rig.Service<GatewaySnapshots>().Revision;
        await rig.ApplyAsync(TestModules.Probe("a"), TestModules.Probe("b", """{"do":"unwell"}"""), TestModules.Probe("c", """{"do":"throwInCheck"}"""));

        reports.FaultsAfter(before).ShouldBeEmpty("nobody has looked yet");
        await reports.CheckAfterAsync(before, GatewayRig.Ending);

        reports.FaultsAfter(before).Select(fault => fault.ToString()).ShouldBe(["The module 'b' is unwell.", "The module 'c' threw InvalidOperationException in its check."]);
        reports.FaultsAfter(before).ShouldAllBe(fault => fault.Revision == before + 1);
        reports.FaultsAfter(before + 1).ShouldBeEmpty();
        await rig.ApplyAsync(TestModules.Probe("a", """{"do":"throw"}"""), TestModules.Probe("b"), TestModules.Probe("c"));
        reports.FaultsAfter(0).ShouldBeEmpty("another configuration is another chance");
        using (await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat()))
        {
        }

        reports.FaultsAfter(before + 1).ShouldHaveSingleItem().ToString().ShouldBe("The module 'a' threw InvalidOperationException in a request.");
    }

    [Fact]
    [Trait("criterion", "CFG-46")]
    public async Task After_any_number_of_whole_reloads_a_change_in_place_reaches_the_modules_in_force_and_no_retired_one()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(TestModules.Probe("a"));
        var gate = new Simulator.Rules.StreamGate();
        rig.Simulator.Rules.Add(new Simulator.Rules.SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        using var open = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(stream: true));
        var retired = Probe(rig, "a");
        for (var round = 1; round <= 20; round++)
        {
            // Another line of revisions, in which the module is of another type in between: nothing of the former one is built upon.
            rig.Model = rig.Model with { Epoch = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()) };
            await rig.ApplyAsync(new ModuleConfig { Name = "a", Type = StiffType.StiffName });
            await rig.ApplyAsync(TestModules.Probe("a", $$"""{"round":{{round}}}"""));
            await rig.ApplyAsync(TestModules.Probe("a", $$"""{"round":{{round}},"changed":true}"""));
        }

        _type.Ledger.Count(line => line == "reconfigure a").ShouldBe(20);
        retired.Config.ShouldBe("{}", "the one that the open stream keeps was not touched");
        _type.Live.ShouldBe(2, "that one, and the one in force");
        gate.Open();
        (await open.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldEndWith("data: [DONE]\n\n");
        await AskAsync(rig);
        _type.Ledger.Last(line => line.StartsWith("request ", StringComparison.Ordinal)).ShouldBe("""request a {"round":20,"changed":true}""");
        (_type.Live, _stiff.Live).ShouldBe((1, 0));
    }

    [Fact]
    [Trait("criterion", "CFG-38")]
    public async Task A_module_that_can_not_be_reconfigured_is_rebuilt_and_neither_refused_nor_skipped()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(new ModuleConfig { Name = "a", Type = StiffType.StiffName });
        await rig.ApplyAsync(new ModuleConfig { Name = "a", Type = StiffType.StiffName, Config = """{"x":1}""" });

        await AskAsync(rig);

        Probe(rig, "a").Config.ShouldBe("""{"x":1}""");
        _stiff.Ledger.Count(line => line == "create a").ShouldBe(2);
    }

    [Theory]
    [Trait("criterion", "CFG-40")]
    [Trait("criterion", "CFG-39")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whichever_part_fails_everything_stays_as_it_was(int failing)
    {
        await using var rig = await StartAsync();
        ModuleConfig[] good = [.. Enumerable.Range(0, 5).Select(i => TestModules.Probe($"m{i}"))];
        await rig.ApplyAsync(good);
        var before = rig.Service<GatewaySnapshots>().Revision;
        var slots = Slots(rig);
        var model = rig.Model;

        // One is kept, one is new, the others follow in place; the one that fails is any of them.
        ModuleConfig[] next = [.. good.Select((module, i) => i == 2 ? module : module with { Config = $$"""{"round":{{i}}}""" }), TestModules.Probe("new")];
        next[failing] = next[failing] with { Config = """{"do":"fail"}""" };
        var refusal = await Should.ThrowAsync<ConfigurationRejectedException>(() => rig.ApplyAsync(next));

        refusal.Message.ShouldContain($"m{failing}");
        rig.Service<GatewaySnapshots>().Revision.ShouldBe(before);
        Slots(rig).ShouldBe(slots);
        rig.Service<ModuleStates>().Count.ShouldBe(5);
        _type.Live.ShouldBe(5, "what was made for the others has ended");
        rig.Model = model;
        await AskAsync(rig);
        _type.Ledger.Where(line => line.StartsWith("request ", StringComparison.Ordinal)).ShouldBe(good.Select(module => $"request {module.Name} {{}}"));
    }

    [Fact]
    [Trait("criterion", "CFG-50")]
    [Trait("criterion", "CFG-48")]
    public async Task What_is_prepared_and_undone_leaves_nothing()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(TestModules.Probe("a"));
        var publisher = rig.Service<SnapshotPublisher>();
        for (var i = 0; i < 1_000; i++)
        {
            var next = rig.Model with { Revision = rig.Model.Revision + 1, Modules = [TestModules.Probe("a", $$"""{"i":{{i}}}"""), TestModules.Probe($"b{i}")] };
            (await publisher.PrepareAsync(next, rig.Model, GatewayRig.Ending)).Dispose();
        }

        _type.Live.ShouldBe(1);
        rig.Service<ModuleStates>().Count.ShouldBe(1);
        (rig.Service<GatewaySnapshots>().Live, rig.Service<GatewaySnapshots>().RetiredLeases).ShouldBe((1, 0));
        await AskAsync(rig);
    }

    [Fact]
    [Trait("criterion", "CFG-39")]
    [Trait("criterion", "CFG-47")]
    public async Task A_module_that_hangs_in_its_preparation_is_named_and_ends_nothing()
    {
        var time = new FakeTime();
        await using var rig = await StartAsync(time);
        await rig.ApplyAsync(TestModules.Probe("a"));
        var applying = rig.ApplyAsync(TestModules.Probe("a"), TestModules.Probe("late", """{"do":"hang"}"""));
        await time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(25));
        time.Advance(TimeSpan.FromSeconds(25));

        (await Should.ThrowAsync<TimeoutException>(() => applying)).Message.ShouldContain("'late'");
        await AskAsync(rig);
        var late = new Disposable();
        _type.Hang.SetResult(late);
        await late.Ended.Task.WaitAsync(GatewayRig.Ending);
    }

    [Fact]
    [Trait("criterion", "CFG-45")]
    public async Task A_request_keeps_the_modules_it_began_with_and_they_end_with_it()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(TestModules.Probe("a", """{"do":"badEnd"}"""));
        using (rig.Service<GatewaySnapshots>().Acquire())
        {
            await rig.ApplyAsync(TestModules.Probe("a", """{"x":2}"""));
            _type.Live.ShouldBe(2, "somebody still works with the former one");
        }

        _type.Live.ShouldBe(1, "also one that ends badly ends, and nobody else notices");
        await AskAsync(rig);
    }

    [Fact]
    [Trait("criterion", "CFG-37")]
    public async Task Of_ten_thousand_modules_those_that_did_not_change_are_the_same_objects()
    {
        await using var rig = await StartAsync();
        ModuleConfig[] modules = [.. Enumerable.Range(0, 10_000).Select(i => TestModules.Probe($"m{i}") with { On = new ModulePlacement { Routes = ["nobody-asks-for"] } })];
        await rig.ApplyAsync(modules);
        var before = Slots(rig);

        // Equal by value only: nothing is recognised because it is the same object.
        ModuleConfig[] next = [.. modules.Select(module => module with { Config = new string(module.Config) })];
        foreach (var changed in (int[])[3, 5_000, 9_999])
        {
            next[changed] = next[changed] with { Config = """{"x":1}""" };
        }

        await rig.ApplyAsync(next);

        var after = Slots(rig);
        after.Zip(before).Count(pair => ReferenceEquals(pair.First, pair.Second)).ShouldBe(9_997);
        after.Zip(before).ShouldAllBe(pair => ReferenceEquals(pair.First.State, pair.Second.State));
        _type.Live.ShouldBe(10_000);
        _type.Ledger.Count(line => line.StartsWith("reconfigure", StringComparison.Ordinal)).ShouldBe(3);
        await AskAsync(rig);
    }

    [Fact]
    public async Task A_type_that_the_process_does_not_have_rejects_the_revision_and_names_the_place()
    {
        await using var rig = await StartAsync();
        var stranger = new ModuleConfig { Name = "a", Type = "of.somebody", Origin = new Switchyard.Model.Origins.Origin(Switchyard.Model.Origins.OriginKind.File, "a.yaml", 7) };

        var fault = (await Should.ThrowAsync<ConfigurationRejectedException>(() => rig.ApplyAsync(stranger))).Faults.ShouldHaveSingleItem();

        (fault.File, fault.Line, fault.Path).ShouldBe(("a.yaml", 7, "modules.a"));
    }

    private async Task<GatewayRig> StartAsync(TimeProvider? time = null)
    {
        var rig = await GatewayRig.StartAsync(time, services: services => services.AddSingleton<IModuleType>(_type).AddSingleton<IModuleType>(_stiff));
        await rig.ApplyAsync(rig.Provider("sim"));
        return rig;
    }

    private static async Task AskAsync(GatewayRig rig)
    {
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        await rig.IdleAsync();
    }

    private static IReadOnlyList<ModuleSlot> Slots(GatewayRig rig)
    {
        using var lease = rig.Service<GatewaySnapshots>().Acquire();
        return lease.Value.Modules.Slots;
    }

    private static ModuleSlot Slot(GatewayRig rig, string name) => Slots(rig).Single(slot => slot.Config.Name == name);

    private static ProbeType.Probe Probe(GatewayRig rig, string name) => (ProbeType.Probe)Slot(rig, name).Module;

    private sealed class Disposable : IModule, IDisposable
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Ended.SetResult();
    }
}
