using Microsoft.AspNetCore.Components.Forms;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Bundles;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Bundles;

/// <summary>Takes an archive from a browser to the control plane.</summary>
internal static class ArchiveUpload
{
    private const long MaxArchive = 64 << 20;

    /// <summary>The archive as it was looked through, or why it was not taken.</summary>
    public static async Task<(BundleArchive? Archive, string? Problem)> SendAsync(SwitchyardClient client, string workspace, IBrowserFile file)
    {
        try
        {
            using var content = new MemoryStream();
            await using (var stream = file.OpenReadStream(MaxArchive))
            {
                await stream.CopyToAsync(content);
            }

            return (await client.Bundles.UploadArchiveAsync(workspace, content.ToArray()), null);
        }
        catch (SwitchyardApiException refused)
        {
            return (null, string.Join(' ', [refused.Message, .. refused.Errors.Select(static error => $"{error.Field}: {error.Detail}")]));
        }
        catch (IOException)
        {
            return (null, "It has more than 64 MiB, or could not be read.");
        }
    }
}
