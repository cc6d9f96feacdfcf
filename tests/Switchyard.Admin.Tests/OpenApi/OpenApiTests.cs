using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Records;

namespace Switchyard.Admin.Tests.OpenApi;

public sealed class OpenApiTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_copy_in_the_repository_is_what_the_control_plane_says()
    {
        await using var plane = await ControlPlane.StartAsync();
        var answer = await plane.Http.SendAsync("GET", "/openapi/v1.json");

        RecordedFile.MustBe("docs/openapi/v1.json", JsonNode.Parse(answer.Text)!.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n");
    }

    [Fact]
    [Trait("criterion", "CFG-6")]
    public async Task The_schema_of_the_configuration_is_served_to_anybody()
    {
        await using var plane = await ControlPlane.StartAsync();
        using var nobody = new HttpClient { BaseAddress = plane.Address };

        var answer = await nobody.SendAsync("GET", "/schemas/config.v1.json");

        (answer.Status, answer.ContentType).ShouldBe((System.Net.HttpStatusCode.OK, "application/schema+json"));
        answer.Text.ShouldBe(RecordedFile.Read("docs/schemas/config.v1.json"));
    }
}
