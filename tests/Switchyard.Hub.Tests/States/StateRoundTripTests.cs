using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Switchyard.Hub.States;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Gateways;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;

namespace Switchyard.Hub.Tests.States;

/// <summary>What an instance makes of the frames serves as the node's configuration does.</summary>
public sealed class StateRoundTripTests
{
    private readonly StateEncoder _encoder = new(Models.Fingerprint);

    [Fact]
    [Trait("criterion", "HUB-53")]
    [Trait("criterion", "HUB-59")]
    public void Every_configuration_comes_out_of_the_frames_as_it_went_in() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var model = new Models(seed).Next();
            using var wire = Wire.Sealed();
            var state = _encoder.Encode(model);

            var received = wire.Receive(model.Epoch, wire.Send(state));
            var decoded = new StateDecoder().Decode(received);

            decoded.Hash.ShouldBe(state.Hash);
            Alike.Check(decoded, model);
        }).QuickCheckThrowOnFailure();

    /// <summary>The random models must contain what they are there to test.</summary>
    [Fact]
    public void The_models_use_every_part()
    {
        var models = Enumerable.Range(0, 100).Select(seed => new Models(seed).Next()).ToList();
        var providers = models.SelectMany(model => model.Providers).ToList();

        foreach (var type in Enum.GetValues<ProviderType>())
        {
            providers.ShouldContain(provider => provider.Type == type);
        }

        providers.ShouldContain(provider => provider.Settings.Bedrock != null && provider.Settings.Bedrock.SecretAccessKey != null && provider.Settings.Bedrock.SessionToken != null);
        providers.ShouldContain(provider => provider.Settings.Deployments != null);
        providers.ShouldContain(provider => provider.Keys.Count > 1 && provider.Keys.All(key => key.Value != null));
        models.ShouldContain(model => model.Users.Count > 0 && model.AccessKeys.Count > 0 && model.Routes.Count > 0 && model.Limits.Count > 0 && model.Modules.Count > 1 && model.Cuts.Count > 0 && model.Prices.Count > 0);
    }

    [Fact]
    public void Without_a_key_everything_but_the_secrets_arrives()
    {
        var model = new Models(1).Next();
        using var wire = Wire.Open();

        var decoded = new StateDecoder().Decode(wire.Receive(model.Epoch, wire.Send(_encoder.Encode(model))));

        decoded.Providers.Select(provider => provider.Id).ShouldBe(model.Providers.Select(provider => provider.Id));
        decoded.Providers.SelectMany(provider => provider.Keys).ShouldAllBe(key => key.Value == null);
    }

    [Fact]
    [Trait("criterion", "HUB-13")]
    public void No_value_and_no_frame_shows_a_secret()
    {
        var secrets = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var state = _encoder.Encode(new Models(seed).Next());
            secrets += state.Objects.Sum(item => item.Secrets.Count);
            foreach (var item in state.Objects)
            {
                Encoding.UTF8.GetString(item.Value.Span).ShouldNotContain(Models.Canary);
                (item.ToString() + JsonSerializer.Serialize(item.Secrets.Values.Select(secret => secret.ToString()))).ShouldNotContain(Models.Canary);
            }

            foreach (var open in (bool[])[true, false])
            {
                using var wire = open ? Wire.Open() : Wire.Sealed();
                foreach (var frame in wire.Send(state))
                {
                    Leaks(frame).ShouldBeFalse(Encoding.UTF8.GetString(frame));
                }
            }
        }

        secrets.ShouldBeGreaterThan(100);
        Leaks(Encoding.UTF8.GetBytes("x" + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ab{Models.Canary}-1")))).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "HUB-41")]
    public void A_gateway_gets_the_parts_whose_selector_it_fits_and_no_other_secret()
    {
        var model = new Models(3).Next() with { Providers = [Provider("all", Labels.None), Provider("eu", Labels.Of([new("region", "eu")])), Provider("us", Labels.Of([new("region", "us"), new("tier", "1")]))] };
        var whole = _encoder.Encode(model);

        Names(whole.For(Labels.None)).ShouldBe(["all"]);
        Names(whole.For(Labels.Of([new("region", "eu"), new("more", "x")]))).ShouldBe(["all", "eu"]);
        Names(whole.For(Labels.Of([new("region", "us")]))).ShouldBe(["all"]);
        Names(whole.For(Labels.Of([new("region", "us"), new("tier", "1")]))).ShouldBe(["all", "us"]);
        whole.For(Labels.None).Objects.SelectMany(item => item.Secrets.Values).Count().ShouldBe(1);
        var everything = _encoder.Encode(model with { Providers = [model.Providers[0]], Routes = [] });
        everything.For(Labels.None).ShouldBeSameAs(everything);

        IEnumerable<string> Names(GatewayState state) => new StateDecoder().Decode(state).Providers.Select(provider => provider.Name);

        ProviderConfig Provider(string name, Labels selector) => new()
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            Type = ProviderType.OpenAI,
            DisplayName = name,
            BaseUrl = "https://x.example",
            Selector = selector,
            Keys = [new ProviderKeyConfig { Id = Guid.CreateVersion7(), Position = 0, Masked = "", Value = new Models(1).Secret() }],
            Version = 1,
        };
    }

    [Fact]
    public void What_did_not_change_is_the_same_object_on_both_ends()
    {
        var model = Enumerable.Range(0, 100).Select(seed => new Models(seed).Next()).First(candidate => candidate.Providers.Count > 2 && candidate.Users.Count > 1);
        var changed = model with { Revision = model.Revision + 1, Providers = [model.Providers[0] with { DisplayName = "other", Version = 999 }, .. model.Providers.Skip(1)] };
        var (before, after) = (_encoder.Encode(model), _encoder.Encode(changed));
        var decoder = new StateDecoder();
        var (old, current) = (decoder.Decode(before), decoder.Decode(before.With(model.Epoch, changed.Revision, before.To(after))));

        before.To(after).Set.ShouldHaveSingleItem().Id.ShouldBe(model.Providers[0].Id.ToString());
        current.Providers[0].ShouldNotBeSameAs(old.Providers[0]);
        current.Providers.Skip(1).Zip(old.Providers.Skip(1)).ShouldAllBe(pair => ReferenceEquals(pair.First, pair.Second));
        current.Users.Zip(old.Users).ShouldAllBe(pair => ReferenceEquals(pair.First, pair.Second));
        current.Detection.ShouldBeSameAs(old.Detection);
        current.Revision.ShouldBe(changed.Revision);
    }

    [Fact]
    public void Kinds_and_members_of_a_later_version_are_left_alone()
    {
        var model = Enumerable.Range(0, 100).Select(seed => new Models(seed).Next()).First(candidate => candidate.Users.Count > 1 && candidate.Routes.Count > 0);
        var state = _encoder.Encode(model);
        var later = GatewayState.Of(
            model.Epoch, model.Revision, [.. state.Objects.Select(item => new StateObject(item.Kind, item.Id, WithMember(item.Value)) { Secrets = item.Secrets }), new StateObject("quota", "x", "{\"a\":1}"u8.ToArray())]);

        var decoded = new StateDecoder().Decode(later);

        decoded.Hash.ShouldBe(later.Hash);
        later.Hash.ShouldNotBe(state.Hash);
        Alike.Check(decoded, model);
    }

    [Theory]
    [InlineData(StateKinds.User, "{}", "user x:")]
    [InlineData(StateKinds.AccessKey, "[]", "accessKey x:")]
    [InlineData(StateKinds.Provider, "{", "provider x:")]
    [InlineData(StateKinds.Limit, """{"name":"x","scope":"galaxy"}""", "limit x:")]
    [InlineData(StateKinds.Settings, "null", "settings x:")]
    public void An_object_that_can_not_be_read_is_named_and_nothing_changes(string kind, string value, string said)
    {
        var state = _encoder.Encode(new Models(5).Next());
        var decoder = new StateDecoder();
        var before = decoder.Decode(state);

        var fault = Should.Throw<StateException>(() => decoder.Decode(GatewayState.Of(state.Epoch, state.Revision, [.. state.Objects, new StateObject(kind, "x", Encoding.UTF8.GetBytes(value))])));

        fault.Message.ShouldStartWith(said);
        decoder.Decode(state).Users.Zip(before.Users).ShouldAllBe(pair => ReferenceEquals(pair.First, pair.Second));
    }

    [Theory]
    [InlineData("type", "\"quantum\"")]
    [InlineData("settings", """{"maxBodyBytes":5000,"hyperdrive":true}""")]
    public void A_provider_of_a_later_version_is_in_error_and_stops_nobody(string member, string value)
    {
        var model = Enumerable.Range(0, 100).Select(seed => new Models(seed).Next()).First(candidate => candidate.Providers.Count > 1 && candidate.Providers.All(provider => provider.Error == null));
        var state = _encoder.Encode(model);
        var strange = state.Objects.First(item => item.Kind == StateKinds.Provider);
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(strange.Value.Span)!;
        members[member] = JsonDocument.Parse(value).RootElement;

        var decoded = new StateDecoder().Decode(
            state.With(state.Epoch, state.Revision, new StateChange([new StateObject(strange.Kind, strange.Id, JsonSerializer.SerializeToUtf8Bytes(members))], [])));

        decoded.Providers.Single(provider => provider.Id.ToString() == strange.Id).Error.ShouldBe(ProviderErrors.InvalidSettings);
        decoded.Providers.Count(provider => provider.Error is null).ShouldBe(model.Providers.Count - 1);
    }

    private static byte[] WithMember(ReadOnlyMemory<byte> value)
    {
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(value.Span)!;
        members["later"] = JsonDocument.Parse("""{"x":[1,2]}""").RootElement;
        return JsonSerializer.SerializeToUtf8Bytes(members);
    }

    // Base64 shows three bytes in four characters, so the canary looks different in each of three alignments.
    private static bool Leaks(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains(Models.Canary, StringComparison.Ordinal)
            || Enumerable.Range(0, 3).Any(pad => text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', pad) + Models.Canary))[4..^4], StringComparison.Ordinal));
    }
}
