using Shouldly;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Hub.Streams;

namespace Switchyard.Configuration.Tests.Sources.Database;

/// <summary>What the versions of signals say of the records: what has changed, and never less.</summary>
public sealed class RecordSignalsTests
{
    [Theory]
    [InlineData(HubStreams.AiProvidersChanged, RecordParts.Providers)]
    [InlineData(HubStreams.AccessKeysChanged, RecordParts.Access)]
    [InlineData(HubStreams.ModulesChanged, RecordParts.Modules)]
    [InlineData(HubStreams.ConfigDocumentsChanged, RecordParts.Documents)]
    [InlineData(HubStreams.ConfigCanaryChanged, RecordParts.Documents)]
    [InlineData(HubStreams.WorkspacesChanged, RecordParts.Bundles)]
    [InlineData(HubStreams.BundlesChanged, RecordParts.Bundles)]
    [InlineData(HubStreams.GatewaysChanged, RecordParts.None)]
    [InlineData(HubStreams.GatewayTokensChanged, RecordParts.None)]
    [InlineData(HubStreams.ConfigFilesChanged, RecordParts.None)]
    [InlineData(HubStreams.ConfigRolledBack, RecordParts.All)]
    [InlineData(HubStreams.ConfigEpochChanged, RecordParts.All)]
    [InlineData("something_of_a_later_version", RecordParts.All)]
    internal void A_revision_changes_what_its_signal_is_about(string signal, RecordParts expected) =>
        RecordSignals.Between(new Dictionary<string, long> { [HubStreams.Config] = 7 }, new Dictionary<string, long> { [HubStreams.Config] = 8, [signal] = 1 }).ShouldBe(expected);

    [Fact]
    public void Several_revisions_change_what_all_their_signals_are_about() =>
        RecordSignals.Between(Versions(10, providers: 4, access: 2), Versions(13, providers: 6, access: 3)).ShouldBe(RecordParts.Providers | RecordParts.Access);

    [Fact]
    public void A_revision_that_no_signal_accounts_for_may_have_changed_anything() =>
        RecordSignals.Between(Versions(10, providers: 4, access: 2), Versions(12, providers: 5, access: 2)).ShouldBe(RecordParts.All);

    [Fact]
    public void A_signal_without_a_revision_may_mean_anything() =>
        RecordSignals.Between(Versions(10, providers: 4, access: 2), Versions(10, providers: 5, access: 2)).ShouldBe(RecordParts.All);

    [Fact]
    public void A_version_that_went_back_is_another_database_even_where_the_sum_is_right() =>
        RecordSignals.Between(Versions(10, providers: 4, access: 2), Versions(10, providers: 3, access: 3)).ShouldBe(RecordParts.All);

    [Fact]
    public void Nothing_changed_is_nothing() =>
        RecordSignals.Between(Versions(10, providers: 4, access: 2), Versions(10, providers: 4, access: 2)).ShouldBe(RecordParts.None);

    private static Dictionary<string, long> Versions(long config, long providers, long access) =>
        new() { [HubStreams.Config] = config, [HubStreams.AiProvidersChanged] = providers, [HubStreams.AccessKeysChanged] = access };
}
