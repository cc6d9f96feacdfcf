using System.Text.Json;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Providers;

public sealed class ProviderSettingsJsonTests
{
    private const string Everything = """
        {"maxBodyBytes":1048576,"timeouts":{"connect":"2s","tls":"3s","headers":"1m","idle":"30s"},"failover":{"attempts":2,"window":"10s","budget":0.2},
         "keys":{"rateLimited":"30s","unauthorized":"45s","max":"30m","jitter":0.1},
         "breaker":{"enabled":false,"threshold":3,"interval":"5s","open":"15s","probes":1,"entries":8},"connections":{"max":10,"idleTime":"20s"},
         "onDisconnect":"drain","sendActor":true,"sendTrace":true,"tools":"off","passthrough":["/v1/models*","/v1/files"]}
        """;

    [Fact]
    public void Every_field_is_read_and_written_back()
    {
        var settings = Read(Everything, ProviderType.OpenAI);

        settings.MaxBodyBytes.ShouldBe(1 << 20);
        settings.Timeouts.ShouldBe(new TimeoutSettings
        {
            Connect = TimeSpan.FromSeconds(2), Tls = TimeSpan.FromSeconds(3), Headers = TimeSpan.FromMinutes(1), Idle = TimeSpan.FromSeconds(30),
        });
        settings.Failover.ShouldBe(new FailoverSettings { Attempts = 2, Window = TimeSpan.FromSeconds(10), Budget = 0.2 });
        settings.Keys.ShouldBe(new KeyCooldownSettings
        {
            RateLimited = TimeSpan.FromSeconds(30), Unauthorized = TimeSpan.FromSeconds(45), Max = TimeSpan.FromMinutes(30), Jitter = 0.1,
        });
        settings.Breaker.ShouldBe(new BreakerSettings
        {
            Enabled = false, Threshold = 3, Interval = TimeSpan.FromSeconds(5), Open = TimeSpan.FromSeconds(15), Probes = 1, Entries = 8,
        });
        settings.Connections.ShouldBe(new ConnectionSettings { Max = 10, IdleTime = TimeSpan.FromSeconds(20) });
        settings.OnDisconnect.ShouldBe(DisconnectPolicy.Drain);
        settings.SendActor.ShouldBeTrue();
        settings.SendTrace.ShouldBeTrue();
        settings.Tools.ShouldBeFalse();
        settings.Passthrough.ShouldBe(["/v1/models*", "/v1/files"]);

        Read(ProviderSettingsJson.Write(settings), ProviderType.OpenAI).ShouldBe(settings);
    }

    [Fact]
    public void Defaults_are_not_written() => ProviderSettingsJson.Write(ProviderSettings.Default).ShouldBe("{}");

    [Fact]
    public void A_default_written_out_means_the_same_as_nothing() =>
        ProviderSettingsJson.Write(Read("""{"timeouts":{"headers":"600s","idle":null},"sendActor":false,"onDisconnect":"cancel","keys":{}}""", ProviderType.OpenAI)).ShouldBe("{}");

    [Fact]
    [Trait("criterion", "PRV-7")]
    public void All_faults_come_together_each_under_its_path()
    {
        var faults = Faults(
            """{"timeout":"5s","timeouts":{"connect":"soon","idle":5,"read":"1s"},"failover":{"attempts":0,"budget":1.5},"onDisconnect":"never","sendActor":"yes","passthrough":["v1","/a/../b"],"region":"eu-west-1","maxBodyBytes":1.5,"breaker":[]}""",
            ProviderType.OpenAI);

        faults.Select(fault => fault.Field).ShouldBe(
        [
            "settings.timeout", "settings.timeouts.connect", "settings.timeouts.idle", "settings.timeouts.read", "settings.failover.attempts", "settings.failover.budget",
            "settings.onDisconnect", "settings.sendActor", "settings.passthrough[0]", "settings.passthrough[1]", "settings.region", "settings.maxBodyBytes", "settings.breaker",
        ], ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "PRV-7")]
    public void A_field_given_twice_is_a_fault() =>
        Faults("""{"sendActor":true,"sendActor":false}""", ProviderType.OpenAI).ShouldHaveSingleItem().Field.ShouldBe("settings.sendActor");

    [Theory]
    [Trait("criterion", "PRV-7")]
    [InlineData(ProviderType.OpenAI, """{"apiVersion":"2024-10-21"}""", "settings.apiVersion", "azure-openai")]
    [InlineData(ProviderType.Anthropic, """{"secretAccessKey":"x"}""", "settings.secretAccessKey", "bedrock")]
    [InlineData(ProviderType.AzureOpenAI, """{"models":[]}""", "settings.models", "bedrock")]
    [InlineData(ProviderType.Bedrock, """{"deployments":{}}""", "settings.deployments", "azure-openai")]
    public void A_field_of_another_type_is_refused_by_name(ProviderType type, string json, string field, string owner)
    {
        var fault = Faults(json, type).ShouldHaveSingleItem();
        fault.Field.ShouldBe(field);
        fault.Detail.ShouldContain(owner);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("5")]
    public void Settings_that_are_no_object_are_one_fault(string json) => Faults(json, ProviderType.OpenAI).ShouldHaveSingleItem().Field.ShouldBe("settings");

    [Theory]
    [InlineData("""{"onDisconnect":"\ud800"}""")]
    [InlineData("""{"passthrough":["\ud800"]}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"timeouts":{"connect":"\ud800"}}""")]
    public void Text_that_is_no_Unicode_is_a_fault_and_no_crash(string json)
    {
        Faults(json, ProviderType.OpenAI).ShouldNotBeEmpty();
        var faults = new FaultList();
        ProviderSettingsJson.Patch(ProviderSettings.Default, Parse(json), ProviderType.OpenAI, faults);
        faults.ShouldNotBeEmpty();
    }

    [Fact]
    public void Azure_and_Bedrock_have_their_own_fields()
    {
        var azure = Read("""{"apiVersion":"2024-10-21","deployments":{"gpt-4o":"prod-4o","a":"b"}}""", ProviderType.AzureOpenAI);
        azure.ApiVersion.ShouldBe("2024-10-21");
        azure.Deployments.ShouldNotBeNull()["gpt-4o"].ShouldBe("prod-4o");
        Read(ProviderSettingsJson.Write(azure), ProviderType.AzureOpenAI).ShouldBe(azure);

        var bedrock = Read(
            """{"region":"eu-central-1","models":[{"name":"claude-*","id":"eu.anthropic.x","betas":["a"],"removedMembers":["b"],"thinkingBudget":true},{"name":"c","betas":[]}]}""",
            ProviderType.Bedrock);
        bedrock.Bedrock.ShouldNotBeNull().Models[0].ShouldBe(new BedrockModel("claude-*", "eu.anthropic.x") { Betas = ["a"], RemovedMembers = ["b"], ThinkingBudget = true });
        bedrock.Bedrock.Models[1].Betas.ShouldBe([]);
        Read(ProviderSettingsJson.Write(bedrock), ProviderType.Bedrock).ShouldBe(bedrock);
    }

    [Fact]
    [Trait("criterion", "PRV-7")]
    public void Secrets_are_sealed_apart_and_reads_say_only_that_they_are_set()
    {
        var settings = Read("""{"region":"eu-west-1","accessKeyId":"AKIA","secretAccessKey":"canary-secret","sessionToken":"canary-token"}""", ProviderType.Bedrock);

        ProviderSettingsJson.Write(settings).ShouldNotContain("canary");
        ProviderSettingsJson.Show(settings).ShouldNotContain("canary");
        ProviderSettingsJson.Show(settings).ShouldContain("\"secretAccessKey\":{\"set\":true}");
        settings.ToString().ShouldNotContain("canary");

        var stored = Read(ProviderSettingsJson.Write(settings), ProviderType.Bedrock);
        ProviderSettingsJson.ReadSecrets(stored, ProviderSettingsJson.WriteSecrets(settings)).ShouldBe(settings);
        ProviderSettingsJson.WriteSecrets(stored).ShouldBeNull();
    }

    [Theory]
    [Trait("criterion", "PRV-7")]
    [InlineData("""{"region":"eu-west-2"}""", "old")]
    [InlineData("""{"secretAccessKey":{"set":true}}""", "old")]
    [InlineData("""{"secretAccessKey":""}""", null)]
    [InlineData("""{"secretAccessKey":null}""", null)]
    [InlineData("""{"secretAccessKey":"new"}""", "new")]
    public void A_secret_is_kept_cleared_or_replaced(string patch, string? expected)
    {
        var current = Read("""{"region":"eu-west-1","accessKeyId":"AKIA","secretAccessKey":"old"}""", ProviderType.Bedrock);
        var faults = new FaultList();

        var patched = ProviderSettingsJson.Patch(current, Parse(patch), ProviderType.Bedrock, faults);

        faults.ShouldBeEmpty();
        patched.Bedrock.ShouldNotBeNull().SecretAccessKey.ShouldBe(expected is null ? null : new Secret(expected));
        patched.Bedrock.AccessKeyId.ShouldBe("AKIA");
    }

    [Fact]
    [Trait("criterion", "PRV-22")]
    public void What_a_read_shows_can_be_sent_back_and_changes_nothing()
    {
        var current = Read("""{"region":"eu-west-1","accessKeyId":"AKIA","secretAccessKey":"old","sessionToken":"token","timeouts":{"idle":"7s"}}""", ProviderType.Bedrock);
        var faults = new FaultList();

        ProviderSettingsJson.Patch(current, Parse(ProviderSettingsJson.Show(current)), ProviderType.Bedrock, faults).ShouldBe(current);
        faults.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-6")]
    public void A_patch_keeps_what_is_absent_and_null_resets()
    {
        var current = Read(Everything, ProviderType.OpenAI);
        var faults = new FaultList();

        var patched = ProviderSettingsJson.Patch(
            current, Parse("""{"timeouts":{"connect":"9s","tls":null},"failover":null,"passthrough":["/x"]}"""), ProviderType.OpenAI, faults);

        faults.ShouldBeEmpty();
        patched.ShouldBe(current with
        {
            Timeouts = current.Timeouts with { Connect = TimeSpan.FromSeconds(9), Tls = TimeoutSettings.Default.Tls },
            Failover = FailoverSettings.Default,
            Passthrough = ["/x"],
        });
    }

    [Fact]
    public void A_faulty_secret_is_refused_without_being_repeated()
    {
        var fault = Faults("""{"secretAccessKey":"canary secret"}""", ProviderType.Bedrock).ShouldHaveSingleItem();
        fault.Field.ShouldBe("settings.secretAccessKey");
        fault.Detail.ShouldNotContain("canary");
    }

    [Fact]
    public void Variables_of_a_file_may_stand_where_a_text_is_wanted()
    {
        var faults = new FaultList();
        var settings = ProviderSettingsJson.Read(Parse("""{"apiVersion":2024}"""), ProviderType.AzureOpenAI, faults, "providers[0].settings", JsonScalars.Textual);
        faults.ShouldBeEmpty();
        settings.ApiVersion.ShouldBe("2024");
        Faults("""{"apiVersion":2024}""", ProviderType.AzureOpenAI).ShouldHaveSingleItem();
    }

    private static ProviderSettings Read(string json, ProviderType type)
    {
        var faults = new FaultList();
        var settings = ProviderSettingsJson.Read(Parse(json), type, faults);
        faults.ShouldBeEmpty();
        return settings;
    }

    private static FaultList Faults(string json, ProviderType type)
    {
        var faults = new FaultList();
        ProviderSettingsJson.Read(Parse(json), type, faults);
        return faults;
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
