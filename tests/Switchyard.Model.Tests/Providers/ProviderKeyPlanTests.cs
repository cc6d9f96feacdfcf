using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Providers;

public sealed class ProviderKeyPlanTests
{
    private static readonly Guid A = new("01900000-0000-7000-8000-00000000000a");
    private static readonly Guid B = new("01900000-0000-7000-8000-00000000000b");
    private static readonly ProviderKeyConfig[] Current = [Key(A, 0, "first"), Key(B, 1, "second")];

    [Fact]
    [Trait("criterion", "PRV-20")]
    public void Listed_ids_stay_new_keys_are_inserted_and_the_rest_is_deleted()
    {
        var (plan, faults) = Plan(new ProviderKeyEdit(null, new Secret("sk-new"), "new"), new ProviderKeyEdit(B.ToString(), null));

        faults.ShouldBeEmpty();
        plan.Added.ShouldBe([new ProviderKeyPlan.NewKey(0, new Secret("sk-new"), "new", true)]);
        plan.Kept.ShouldBe([Current[1]]);
        plan.Removed.ShouldBe([Current[0]]);
    }

    [Fact]
    [Trait("criterion", "PRV-23")]
    public void The_order_sent_is_the_failover_order()
    {
        var (plan, faults) = Plan(new ProviderKeyEdit(B.ToString(), null), new ProviderKeyEdit(A.ToString(), null, "renamed", false));

        faults.ShouldBeEmpty();
        plan.Kept.ShouldBe([Current[1] with { Position = 0 }, Current[0] with { Position = 1, Label = "renamed", Enabled = false }]);
        plan.Removed.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-20")]
    public void An_empty_list_clears()
    {
        var (plan, faults) = Plan();
        faults.ShouldBeEmpty();
        plan.Removed.ShouldBe(Current);
    }

    [Fact]
    [Trait("criterion", "PRV-20")]
    public void Every_bad_item_is_named()
    {
        var (_, faults) = Plan(
            new ProviderKeyEdit(A.ToString(), new Secret("sk-both")),
            new ProviderKeyEdit(null, null),
            new ProviderKeyEdit(B.ToString(), null),
            new ProviderKeyEdit(B.ToString(), null),
            new ProviderKeyEdit("01900000-0000-7000-8000-00000000000c", null),
            new ProviderKeyEdit("no id", null),
            new ProviderKeyEdit(null, new Secret("…cdef")));

        faults.Select(fault => fault.Field).ShouldBe(["keys[0]", "keys[1]", "keys[3].id", "keys[4].id", "keys[5].id", "keys[6].key"]);
    }

    [Fact]
    [Trait("criterion", "PRV-25")]
    public void A_list_of_33_is_refused()
    {
        var (_, faults) = Plan([.. Enumerable.Range(0, 33).Select(i => new ProviderKeyEdit(null, new Secret($"sk-{i}")))]);
        faults.ShouldHaveSingleItem().Field.ShouldBe("keys");
    }

    private static (ProviderKeyPlan Plan, FaultList Faults) Plan(params ProviderKeyEdit[] edits)
    {
        var faults = new FaultList();
        return (ProviderKeyPlan.Create(ProviderType.OpenAI, Current, edits, faults), faults);
    }

    private static ProviderKeyConfig Key(Guid id, int position, string label) => new() { Id = id, Position = position, Label = label, Masked = "…" };
}
