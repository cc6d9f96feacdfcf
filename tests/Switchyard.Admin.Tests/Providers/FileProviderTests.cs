using System.Net;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Providers;

public sealed class FileProviderTests
{
    [Fact]
    [Trait("criterion", "PRV-16")]
    public async Task What_a_file_defines_is_shown_but_not_changed_and_the_answer_names_the_file()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-admin-file-");
        var file = System.IO.Path.Combine(directory.FullName, "switchyard.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            version: 1
            providers:
              - name: from-file
                type: openai
                baseUrl: https://file.example
                keys:
                  - key: file-key-0123456789-6789
            """,
            TestContext.Current.CancellationToken);
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Files = [file] });
        const string Path = "/api/v1/providers/from-file";

        var shown = await plane.Client.Providers.GetAsync("from-file");
        var byId = await plane.Client.Providers.GetAsync(shown.Id.ToString("D"));
        var refused = new[]
        {
            await plane.Http.SendAsync("PATCH", Path, """{"displayName":"x"}"""),
            await plane.Http.SendAsync("DELETE", Path),
            await plane.Http.SendAsync("POST", $"{Path}/keys", """{"key":"another-key-0123456789"}"""),
            await plane.Http.SendAsync("POST", "/api/v1/providers", """{"name":"from-file","type":"openai","baseUrl":"https://x.example"}"""),
        };

        (shown.Origin, shown.DefinedIn, shown.Keys[0].Masked, byId.Name).ShouldBe(("file", $"{file}:3", "…6789", "from-file"));
        (await plane.Client.Providers.ListAsync()).Items.ShouldHaveSingleItem().Name.ShouldBe("from-file");
        (await plane.Client.ProviderKeys.GetWithTagAsync("from-file", shown.Keys[0].Id)).Value.Masked.ShouldBe("…6789");
        foreach (var answer in refused)
        {
            answer.Status.ShouldBe(HttpStatusCode.Conflict, answer.Text);
            (answer.Code, answer.Json.GetProperty("file").GetString(), answer.Json.GetProperty("line").GetInt32()).ShouldBe(("file_owned", file, 3));
        }

        directory.Delete(recursive: true);
    }
}
