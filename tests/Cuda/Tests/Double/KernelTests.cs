using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>Kernels of several threads: memory of all kinds, barriers, jumps, calls, and the faults that end a context.</summary>
public sealed unsafe class KernelTests
{
    // Threads put their number into shared memory and read their neighbour's, behind a barrier in a loop.
    private const string Rotate = """
        .visible .entry rotate(.param .align 8 .b8 rotate_in[16])
        {
            .reg .pred %p<4>;
            .reg .b32 %r<16>;
            .reg .b64 %rd<16>;
            .shared .align 4 .b8 part[256];
            ld.param.u64 %rd1, [rotate_in];
            ld.param.u32 %r1, [rotate_in+8];
            cvta.to.global.u64 %rd1, %rd1;
            mov.u32 %r2, %tid.x;
            mov.u32 %r3, %ntid.x;
            mov.u32 %r4, %r2;
            mul.wide.u32 %rd2, %r2, 4;
            mov.u64 %rd3, part;
            add.s64 %rd4, %rd3, %rd2;
        LOOP:
            setp.eq.s32 %p1, %r1, 0;
            @%p1 bra $END;
            st.shared.u32 [%rd4], %r4;
            bar.sync 0;
            add.s32 %r5, %r2, 1;
            rem.u32 %r5, %r5, %r3;
            mul.wide.u32 %rd5, %r5, 4;
            add.s64 %rd6, %rd3, %rd5;
            ld.shared.u32 %r4, [%rd6];
            bar.sync 0;
            sub.s32 %r1, %r1, 1;
            bra.uni LOOP;
        $END:
            mov.u32 %r6, %ctaid.x;
            mad.lo.s32 %r7, %r6, %r3, %r2;
            mul.wide.u32 %rd7, %r7, 4;
            add.s64 %rd8, %rd1, %rd7;
            st.global.u32 [%rd8], %r4;
            ret;
        }
        """;

    // A jump by a table, a local array, a function, constants, vectors and a generic address.
    private const string Various = """
        .const .align 4 .b8 table[12] = {1, 0, 0, 0, 10, 0, 0, 0, 100};
        .global .align 4 .u32 words[2] = {7, 8};
        .func (.param .b32 result) twice(.param .b32 twice_in, .param .b64 twice_at);
        .visible .entry various(.param .u64 various_in, .param .u64 various_out)
        {
            .local .align 16 .b8 depot[32];
            .reg .pred %p<4>;
            .reg .b64 %SP, %SPL;
            .reg .b32 %r<24>;
            .reg .b64 %rd<24>;
            .reg .f32 %f<8>;
            mov.u64 %SPL, depot;
            cvta.local.u64 %SP, %SPL;
            ld.param.u64 %rd1, [various_in];
            ld.param.u64 %rd2, [various_out];
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %rd3, %r1, 16;
            add.s64 %rd4, %rd1, %rd3;
            add.s64 %rd5, %rd2, %rd3;
            ld.global.nc.v4.f32 {%f1, %f2, %f3, %f4}, [%rd4];
            st.local.v2.f32 [%SPL+8], {%f2, %f1};
            st.f32 [%SP+16], %f4;
            ld.local.f32 %f1, [%SPL+12];
            ld.f32 %f2, [%SP+8];
            ld.local.f32 %f4, [%SPL+16];
            and.b32 %r2, %r1, 3;
            brx.idx %r2, targets;
        targets:
            .branchtargets ZERO, ONE, TWO, TWO;
        ZERO:
            mov.u32 %r3, 5;
            bra.uni DONE;
        ONE:
            mov.u64 %rd6, table;
            ld.const.u32 %r3, [%rd6+4];
            bra.uni DONE;
        TWO:
            mul.wide.u32 %rd7, %r2, 4;
            mov.u64 %rd8, words-8;
            add.s64 %rd8, %rd8, %rd7;
            ld.global.u32 %r3, [%rd8];
        DONE:
            mov.f32 %f3, 0f00000000;
            { // callseq
            .reg .b32 temp_param_reg;
            .param .b32 param0;
            st.param.b32 [param0+0], %r3;
            .param .b64 param1;
            st.param.b64 [param1+0], %rd5;
            .param .b32 retval0;
            call.uni (retval0),
                twice,
                (
                param0,
                param1
                );
            ld.param.b32 %r4, [retval0+0];
            }
            setp.ne.s32 %p1, %r2, 0;
            @!%p1 mov.u32 %r4, 77;
            cvt.rn.f32.s32 %f3, %r4;
            st.global.v4.f32 [%rd5], {%f1, %f2, %f3, %f4};
            ret;
        }
        .func (.param .b32 result) twice(.param .b32 twice_in, .param .b64 twice_at)
        {
            .reg .b32 %r<4>;
            .reg .b64 %rd<4>;
            ld.param.u32 %r1, [twice_in];
            ld.param.u64 %rd1, [twice_at];
            shl.b32 %r2, %r1, 1;
            st.global.u32 [%rd1], %r2;
            ld.global.u32 %r3, [%rd1];
            st.param.b32 [result+0], %r3;
            ret;
        }
        """;

    private const string Faulty = """
        .visible .entry faulty(.param .u64 faulty_at, .param .u64 faulty_way)
        {
            .reg .pred %p<8>;
            .reg .b32 %r<8>;
            .reg .b64 %rd<8>;
            .shared .align 4 .b8 faulty_part[64];
            .local .align 4 .b8 faulty_depot[8];
            ld.param.u64 %rd1, [faulty_at];
            ld.param.u64 %rd2, [faulty_way];
            mov.u32 %r1, %tid.x;
            setp.eq.s64 %p1, %rd2, 1;
            @%p1 st.global.u32 [%rd1], %r1;
            setp.eq.s64 %p1, %rd2, 2;
            @%p1 ld.shared.u32 %r2, [faulty_part+8];
            setp.eq.s64 %p1, %rd2, 3;
            mov.u32 %r3, 0;
            @%p1 div.s32 %r2, %r1, %r3;
            setp.eq.s64 %p1, %rd2, 4;
            setp.gt.u32 %p2, %r1, 1;
            and.pred %p1, %p1, %p2;
            @%p1 bar.sync 0;
            setp.eq.s64 %p1, %rd2, 5;
            mov.u64 %rd3, faulty_part;
            @%p1 st.shared.u32 [%rd3+64], %r1;
            setp.eq.s64 %p1, %rd2, 6;
            mov.u64 %rd3, faulty_depot;
            @%p1 ld.local.u32 %r2, [%rd3+8];
            setp.ge.s64 %p1, %rd2, 8;
            @%p1 st.shared.u32 [faulty_part], %r1;
            setp.eq.s64 %p1, %rd2, 8;
            @%p1 ld.shared.u32 %r2, [faulty_part];
            setp.eq.s64 %p1, %rd2, 7;
            @%p1 ld.global.u64 %rd4, [%rd1];
            ret;
        }
        """;

    private static readonly string Ptx = $".version 6.3\n.target sm_60\n.address_size 64\n{Rotate}\n{Various}\n{Faulty}\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_wait_for_each_other(bool descending)
    {
        using Machine machine = new(Ptx);
        CudaDouble.Descending = descending;
        nint module = machine.Load(Ptx);
        const int Blocks = 400, Threads = 60, Turns = 5;
        ulong pointer = machine.Allocate(Blocks * Threads * 4);
        nint function;
        fixed (byte* name = "rotate\0"u8)
            Machine.Check(Driver.cuModuleGetFunction(&function, module, name));
        (ulong At, int Turns, int) arguments = (pointer, Turns, 0);
        void* parameter = &arguments;
        Machine.Check(Driver.cuLaunchKernel(function, Blocks, 1, 1, Threads, 1, 1, 0, machine.Stream, &parameter, null));
        // Arguments are taken when the kernel is launched.
        arguments = default;
        int[] result = machine.Download<int>(pointer, Blocks * Threads);
        Assert.Equal(Enumerable.Range(0, Blocks * Threads).Select(i => (i % Threads + Turns) % Threads), result);
        Assert.Equal(1, CudaDouble.Log["launch:rotate"]);
        // 65 numbers do not fit into 256 bytes.
        arguments = (pointer, Turns, 0);
        Machine.Check(Driver.cuLaunchKernel(function, 1, 1, 1, 65, 1, 1, 0, machine.Stream, &parameter, null));
        Assert.Equal(700, machine.Synchronize());
        Assert.Matches(@"rotate: a store outside shared memory, 4 bytes at 0x100, block \(0, 0, 0\), thread \(64, 0, 0\), line \d+ of the PTX", CudaDouble.LastFault);
    }

    [Fact]
    public void Tables_functions_constants_and_local_memory_work()
    {
        using Machine machine = new(Ptx);
        nint module = machine.Load(Ptx);
        ulong from = machine.Upload<float>([.. Enumerable.Range(1, 16).Select(i => (float)i)]), to = machine.Allocate(64);
        Machine.Check(machine.Launch(module, "various", 1, 4, from, to));
        Assert.Equal([1, 2, 77, 4, 5, 6, 20, 8, 9, 10, 14, 12, 13, 14, 16, 16], machine.Download<float>(to, 16));
    }

    [Theory]
    [InlineData(1, 60, 700, "a store outside live memory")]
    [InlineData(1, 58, 716, "a misaligned store")]
    [InlineData(2, 0, 700, "a load of shared memory that nobody wrote")]
    [InlineData(3, 0, 719, "a division by zero")]
    [InlineData(4, 0, 719, "threads of a block are not at the same barrier")]
    [InlineData(5, 0, 700, "a store outside shared memory")]
    [InlineData(6, 0, 700, "a load outside local memory")]
    [InlineData(7, 56, 700, "a load outside live memory")]
    [InlineData(8, 0, 700, "a store to shared memory that another thread reads without a barrier between")]
    public void A_fault_ends_the_context(int way, int offset, int status, string said)
    {
        using Machine machine = new(Ptx);
        nint module = machine.Load(Ptx);
        ulong pointer = machine.Allocate(60);
        CudaDouble.Eager = way % 2 == 0;
        if (way == 7)
            Machine.Check(machine.Launch(module, "faulty", 1, 4, pointer, 7));
        Machine.Check(machine.Launch(module, "faulty", 2, 4, pointer + (ulong)offset, (ulong)way));
        Assert.Equal(status, machine.Synchronize());
        Assert.Contains(said, CudaDouble.LastFault);
        Assert.Contains("faulty", CudaDouble.LastFault);
        ulong other;
        nint stream;
        Assert.Equal(status, Driver.cuMemAlloc_v2(&other, 4));
        Assert.Equal(status, Driver.cuStreamCreate(&stream, 0));
        Assert.Equal(status, machine.Synchronize());
        // What is released is gone, though the answer is that of the fault.
        int memory = CudaDouble.Live["memory"];
        Assert.Equal(status, Driver.cuMemFree_v2(pointer));
        Assert.Equal(memory - 1, CudaDouble.Live.GetValueOrDefault("memory"));
    }

    [Fact]
    public void Modules_are_those_that_were_translated()
    {
        using Machine machine = new(Ptx);
        nint module, function;
        byte[] log = new byte[200];
        int[] options = [5, 6];
        int Load(string ptx)
        {
            nint loaded;
            fixed (byte* image = System.Text.Encoding.UTF8.GetBytes(ptx + "\0"), buffer = log)
            fixed (int* names = options)
            {
                void** values = stackalloc void*[2];
                values[0] = buffer;
                values[1] = (void*)log.Length;
                int status = Driver.cuModuleLoadDataEx(&loaded, image, 2, names, values);
                if (status == 0)
                    Machine.Check(Driver.cuModuleUnload(loaded));
                return status;
            }
        }
        Machine.Check(Load(Ptx));
        Assert.Equal(218, Load(Ptx + " "));
        Assert.StartsWith("this PTX is not one that was translated", System.Text.Encoding.UTF8.GetString(log));
        CudaDouble.ComputeCapability = (5, 2);
        Assert.Equal(209, Load(Ptx));
        CudaDouble.ComputeCapability = (6, 0);
        Machine.Check(Load(Ptx));
        CudaDouble.DriverVersion = 9020;
        Assert.Equal(222, Load(Ptx));
        CudaDouble.DriverVersion = 11040;
        module = machine.Load(Ptx);
        fixed (byte* name = "nothing\0"u8)
            Assert.Equal(500, Driver.cuModuleGetFunction(&function, module, name));
        fixed (byte* name = "faulty\0"u8)
            Machine.Check(Driver.cuModuleGetFunction(&function, module, name));
        ulong zero = 0;
        void** none = stackalloc void*[2];
        none[0] = none[1] = &zero;
        Assert.Equal(1, Driver.cuLaunchKernel(function, 0, 1, 1, 1, 1, 1, 0, machine.Stream, none, null));
        Assert.Equal(1, Driver.cuLaunchKernel(function, 1, 65536, 1, 1, 1, 1, 0, machine.Stream, none, null));
        Assert.Equal(1, Driver.cuLaunchKernel(function, 1, 1, 1, 1025, 1, 1, 0, machine.Stream, none, null));
        Assert.Equal(1, Driver.cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 49152, machine.Stream, none, null));
        Assert.Equal(1, Driver.cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, machine.Stream, null, null));
        Assert.Equal(400, Driver.cuLaunchKernel(function + 1, 1, 1, 1, 1, 1, 1, 0, machine.Stream, none, null));
        Machine.Check(Driver.cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, machine.Stream, none, null));
    }

    [Fact]
    public void A_copy_of_the_library_may_lack_calls()
    {
        string folder = Directory.CreateTempSubdirectory("double").FullName;
        try
        {
            CudaDouble.WriteFolder(folder, Ptx, ["libcuda.so.1", "libcudnn.so.8"], ["cuGraphInstantiateWithFlags"]);
            nint library = System.Runtime.InteropServices.NativeLibrary.Load(Path.Combine(folder, "libcuda.so.1"));
            Assert.False(System.Runtime.InteropServices.NativeLibrary.TryGetExport(library, "cuGraphInstantiateWithFlags", out _));
            Assert.True(System.Runtime.InteropServices.NativeLibrary.TryGetExport(library, "cuGraphLaunch", out _));
            System.Runtime.InteropServices.NativeLibrary.Free(library);
            Assert.True(File.Exists(Path.Combine(folder, "kernels.so")));
            Assert.True(File.Exists(Path.Combine(folder, "libcudnn.so.8")));
            Assert.Throws<ArgumentException>(() => CudaDouble.WriteFolder(folder, null, null, ["cuNothing"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_kernels_that_ship_are_understood()
    {
        string ptx = System.Text.Encoding.UTF8.GetString(Contexts.KernelModule.Ptx()).TrimEnd('\0');
        using Machine machine = new(ptx);
        Assert.NotEqual(0, machine.Load(ptx));
    }
}
