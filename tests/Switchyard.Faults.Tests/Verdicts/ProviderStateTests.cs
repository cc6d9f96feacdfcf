using Switchyard.Faults.Ledger;
using Switchyard.Faults.Verdicts;

namespace Switchyard.Faults.Tests.Verdicts;

/// <summary>What the product is compared with, after a rollback: decision 20 in a few lines.</summary>
public sealed class ProviderStateTests
{
    [Fact]
    public void A_provider_gets_back_its_mark_and_the_order_of_the_keys_that_are_still_there_and_keeps_those_added_since()
    {
        var then = After(Create(1), Key("k1"), Key("k2"), Key("k3"));
        var now = After(Create(1), Key("k1"), Key("k2"), Key("k3"), new WriteEffect(WriteKind.DeleteKey, "p", Label: "k2"), Key("k4"), new WriteEffect(WriteKind.Change, "p", 2));

        var back = ProviderState.RolledBack(now, then)!;

        back.Mark.ShouldBe(1);
        back.Labels.ShouldBe(["k1", "k3", "k4"]);
    }

    [Fact]
    public void A_provider_that_was_deleted_meanwhile_comes_back_without_keys_also_when_another_has_its_name()
    {
        var then = After(Create(1), Key("k1"));
        var other = After(Create(2), Key("k1"));

        foreach (var back in new[] { ProviderState.RolledBack(null, then), ProviderState.RolledBack(other, then) })
        {
            back!.Born.ShouldBe(1);
            back.Labels.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_provider_that_was_not_there_goes_and_a_document_is_what_it_was()
    {
        var document = After(new WriteEffect(WriteKind.PutDocument, "p", 1, "document"));

        ProviderState.RolledBack(After(Create(1)), null).ShouldBeNull();
        ProviderState.RolledBack(null, document).ShouldBe(document);
        ProviderState.RolledBack(After(new WriteEffect(WriteKind.PutDocument, "p", 2, "document")), document).ShouldBe(document);
    }

    private static WriteEffect Create(int mark) => new(WriteKind.Create, "p", mark);

    private static WriteEffect Key(string label) => new(WriteKind.AddKey, "p", Label: label);

    private static ProviderState? After(params WriteEffect[] effects) => effects.Aggregate((ProviderState?)null, ProviderState.After);
}
