using System.Text;

namespace Switchyard.Testing.Processes;

/// <summary>Finds processes by the mark in their environment, without the code under test.</summary>
public static class ProcessMarks
{
    /// <summary>Ids of the processes with a mark that begins with <paramref name="installation"/> and a slash.</summary>
    public static IReadOnlyList<int> Of(string installation)
    {
        List<int> found = [];
        var mark = Encoding.ASCII.GetBytes($"SWITCHYARD_PROCESS={installation}/");
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), out var id) && File.ReadAllBytes($"{directory}/environ").AsSpan().IndexOf(mark) >= 0)
                {
                    found.Add(id);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is somebody else's.
            }
        }

        return found;
    }
}
